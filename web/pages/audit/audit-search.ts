/** Which entries of the audit are looked at; it lives in the address, so that a view can be sent to someone. */
export type AuditSearch = {
  /** The beginning of types up to a dot: `session`. */
  readonly kind?: string
  readonly by?: string
  readonly q?: string
}

export function parseAuditSearch(search: Readonly<Record<string, unknown>>): AuditSearch {
  const given = (['kind', 'by', 'q'] as const).flatMap((key) => {
    const value = search[key]
    // Names may be digits alone, which the address gives as a number.
    const text = typeof value === 'number' ? `${value}` : value
    return typeof text === 'string' && text !== '' ? [[key, text] as const] : []
  })
  return Object.fromEntries(given)
}
