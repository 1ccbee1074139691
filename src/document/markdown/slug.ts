/**
 * The part of an id that stands for a title: Unicode letters, marks and digits kept in NFC, lower case, the rest
 * hyphens, cut at a word near 60 characters. Never empty: `otherwise` stands in.
 */
export function slugOf(title: string, otherwise: string): string {
  const slug = words(title).replace(/^-+|-+$/g, '')
  if (slug.length <= slugMax) return slug || otherwise
  const cut = slug.slice(0, slugMax)
  return cut.includes('-') ? cut.slice(0, cut.lastIndexOf('-')) : cut.toWellFormed().replaceAll('\uFFFD', '')
}

/** Plain English needs neither normal forms nor Unicode's tables, which cost five times as much. */
const words = (title: string): string =>
  /^[\x20-\x7e]*$/.test(title)
    ? title
        .toLowerCase()
        .replace(/['`]/g, '')
        .replace(/[^a-z0-9]+/g, '-')
    : title
        .normalize('NFC')
        .toLowerCase()
        .replace(/['’`]/g, '')
        .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')

/** Long enough to tell titles apart, short enough for a terminal line. */
const slugMax = 60

/** Hands out ids that are unique within one document: the second `a/b` becomes `a/b-2`. */
export type Ids = { readonly taken: Map<string, number> }

export const newIds = (): Ids => ({ taken: new Map() })

export function claimId({ taken }: Ids, wanted: string): string {
  let count = taken.get(wanted) ?? 0
  let id = wanted
  do {
    count++
    id = count === 1 ? wanted : `${wanted}-${count}`
  } while (count > 1 && taken.has(id))
  taken.set(wanted, count)
  if (id !== wanted) taken.set(id, 1)
  return id
}
