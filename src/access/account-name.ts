/** The name of an account or a group: lower case, so that two are never told apart by case alone. */
export type AccountName = string & { readonly __brand: 'AccountName' }

/**
 * Letters, digits and `. _ - @`, beginning with a letter or digit, at most 64: it stands in records, addresses and
 * terminals. Written in whatever case; undefined for anything else.
 */
export function parseAccountName(written: string): AccountName | undefined {
  const name = written.trim().toLowerCase()
  return /^[a-z0-9][a-z0-9._@-]{0,63}$/.test(name) ? (name as AccountName) : undefined
}
