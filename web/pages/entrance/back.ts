/**
 * Where somebody goes on after signing in: an address of these pages and no other, however it was written. A browser
 * reads `//host` and `/\host` as another site, and drops tabs and line ends first.
 */
export function backOf(written: unknown): string | undefined {
  if (typeof written !== 'string' || !written.startsWith('/')) return undefined
  const { origin, pathname, search, hash } = new URL(written, 'https://here.invalid')
  if (origin !== 'https://here.invalid' || /^\/(?:sign-in|set-up)(?:\/|$)/.test(pathname)) return undefined
  return `${pathname}${search}${hash}`
}
