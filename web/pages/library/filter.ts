import type { WireLibraryRow } from '../../../src/contract/library.ts'

/** What of the library is looked at; it lives in the address, so that a view can be sent to someone. */
export type LibrarySearch = { readonly q?: string } & { readonly [F in FacetName]?: string }

export const facetNames = [
  'owner',
  'service',
  'tag',
  'ladder',
  'freshness',
  'validation',
  'findings',
  'status',
  'purpose',
] as const
export type FacetName = (typeof facetNames)[number]

export function parseLibrarySearch(search: Readonly<Record<string, unknown>>): LibrarySearch {
  const words = (['q', ...facetNames] as const).flatMap((name) => {
    const value = search[name]
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : []
  })
  return Object.fromEntries(words)
}

const validationWords = { none: 'not validated', current: 'validated', lapsed: 'lapsed' } as const

/** What a row says under each facet; several for tags, none where it says nothing. */
const facetsOf = {
  owner: ({ owner }) => (owner === undefined ? ['nobody'] : [owner]),
  service: ({ service }) => (service === undefined ? [] : [service]),
  tag: ({ tags }) => tags,
  ladder: ({ steps, rungs }) =>
    steps === 0
      ? ['for reading']
      : rungs.manual === 0
        ? ['automated']
        : rungs.manual === steps
          ? ['manual']
          : ['partly automated'],
  freshness: ({ freshness }) => [freshness],
  validation: ({ validation }) => [validationWords[validation]],
  findings: ({ findings }) =>
    findings.error > 0 ? ['errors'] : findings.warning > 0 ? ['warnings'] : ['clean'],
  status: ({ status }) => (status === undefined ? [] : [status]),
  purpose: ({ purpose }) => [purpose],
} satisfies Record<FacetName, (row: WireLibraryRow) => readonly string[]>

/** The rows every chosen facet fits. */
export const filterRows = (
  rows: readonly WireLibraryRow[],
  search: LibrarySearch,
): readonly WireLibraryRow[] =>
  rows.filter((row) => facetNames.every((name) => fits(row, name, search[name])))

const fits = (row: WireLibraryRow, name: FacetName, chosen: string | undefined): boolean =>
  chosen === undefined || facetsOf[name](row).includes(chosen)

export type Facet = {
  readonly name: FacetName
  readonly values: readonly (readonly [value: string, count: number])[]
}

/** Every facet that tells rows apart, counted over what the other facets leave; what is chosen stays to be unchosen. */
export function countFacets(rows: readonly WireLibraryRow[], search: LibrarySearch): readonly Facet[] {
  return facetNames.flatMap((name) => {
    const left = filterRows(rows, { ...search, [name]: undefined })
    const counts = new Map<string, number>()
    for (const row of left)
      for (const value of facetsOf[name](row)) counts.set(value, (counts.get(value) ?? 0) + 1)
    const values = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    return values.length > 1 || search[name] !== undefined ? [{ name, values }] : []
  })
}
