// When the browser has shown what there is by now: what can wait is fetched only then.

export function seen(): Promise<void> {
  return new Promise((done) => {
    if (document.visibilityState !== 'visible') setTimeout(done) // a hidden tab draws no frames
    else requestAnimationFrame(() => setTimeout(done))
  })
}
