// When the browser has shown what there is by now: what can wait is fetched only then.

export function seen(): Promise<void> {
  return new Promise((done) => {
    if (document.visibilityState !== 'visible') setTimeout(done) // a hidden tab draws no frames
    else requestAnimationFrame(() => setTimeout(done))
  })
}

/** After whatever else waits: work is cut in parts here, so that a page answers between them. */
export function later(): Promise<void> {
  return new Promise((done) => setTimeout(done))
}

/** The same once what has to wait for that is shown too. */
export async function seenAfter(first: Promise<unknown>): Promise<void> {
  await first
  await seen()
}

/** When an element is on the screen, or less than a screen below it. */
export function near(element: Element): Promise<void> {
  return new Promise((done) => {
    const watched = new IntersectionObserver(
      (found) => {
        if (!found.some((each) => each.isIntersecting)) return
        watched.disconnect()
        done()
      },
      { rootMargin: '100%' },
    )
    watched.observe(element)
  })
}
