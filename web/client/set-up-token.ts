/**
 * The token of the link that makes the first admin. It stands in the address's fragment, which browsers send to
 * nobody; it is taken out of the address at once, so that it is in no history, bookmark or picture of the screen.
 */
export function takeSetUpToken(): string | undefined {
  const { pathname, hash } = location
  if (pathname !== '/set-up' || hash.length < 2) return undefined
  history.replaceState(history.state, '', pathname)
  return hash.slice(1)
}
