/** Where a link to another file of the library leads, relative to its root; undefined when it leads out of it, or elsewhere. */
export function runbookPath(from: string, href: string): string | undefined {
  const target = href.replace(/[?#].*$/s, '')
  if (target === '' || /^[a-z][a-z0-9+.-]*:|^\/\/|[\\\0]/i.test(target)) return undefined
  const base = target.startsWith('/') ? [] : from.split('/').slice(0, -1)
  const parts: string[] = [...base]
  for (const part of decoded(target).split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

/** `my%20runbook.md`; what is no encoding stays as it is written. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The part of the file a link names; undefined when it is the whole. */
export const runbookSection = (href: string): string | undefined => {
  const at = href.indexOf('#')
  return at === -1 || at === href.length - 1 ? undefined : decoded(href.slice(at + 1))
}
