/**
 * Where a link of a document of the library leads: another document's page, a place on this one, or nowhere. What
 * has a scheme is no link of the library; what climbs out of it neither.
 */
export const linkInLibrary =
  (path: string) =>
  (href: string): string | undefined => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith('//')) return undefined
    if (href.startsWith('#')) return undefined
    const base = 'http://library/root/'
    if (!URL.canParse(href, base + path)) return undefined
    const { pathname, hash, host } = new URL(href, base + path)
    const inside = pathname.startsWith('/root/') && host === 'library'
    return inside && /\.(?:md|markdown)$/i.test(pathname)
      ? `/runbook/${pathname.slice('/root/'.length)}${hash}`
      : undefined
  }
