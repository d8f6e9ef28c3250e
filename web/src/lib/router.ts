// Addresses and pages: history addresses, which the server answers with the same index.html.

export interface Place {
  path: string
  search: string
}

/** What "/runs/:id" takes out of "/runs/7f3a"; undefined where it does not fit. */
export function matched(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [parts(pattern), parts(path)]
  if (wanted.length !== given.length) return undefined
  const found: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    if (part.startsWith(':')) found[part.slice(1)] = given[i]
    else if (part !== given[i]) return undefined
  }
  return found
}

function parts(path: string): string[] {
  return path
    .split('/')
    .filter(Boolean)
    .map((part) => {
      try {
        return decodeURIComponent(part)
      } catch {
        return part // not ours: it will match no page
      }
    })
}

/** The address to go to for a click on a link, or undefined where the browser is to follow it by itself. */
export function insideOf(link: HTMLAnchorElement | null, event: MouseEvent, origin: string): string | undefined {
  if (!link || event.defaultPrevented || event.button !== 0) return undefined
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined
  if (link.target || link.hasAttribute('download') || link.origin !== origin) return undefined
  if (link.pathname.startsWith('/api/')) return undefined
  return link.pathname + link.search + link.hash
}
