import type { ReactElement } from 'react'
import type { WireLibraryRow } from '../../../src/contract/library.ts'
import { Icon } from '../../ui/icon.tsx'
import type { Facet, FacetName, LibrarySearch } from './filter.ts'
import { countFacets, facetNames } from './filter.ts'

const titles = {
  owner: 'Owner',
  service: 'Service',
  tag: 'Tag',
  ladder: 'Automation',
  freshness: 'Freshness',
  validation: 'Validation',
  findings: 'Findings',
  status: 'Status',
  purpose: 'Kind',
} satisfies Record<FacetName, string>

/** More values of a facet than this are a list to search, not to look at. */
const valuesMax = 8

type FacetsProps = {
  readonly rows: readonly WireLibraryRow[]
  readonly search: LibrarySearch
  readonly onChange: (search: LibrarySearch) => void
}

export function Facets({ rows, search, onChange }: FacetsProps): ReactElement {
  const facets = countFacets(rows, search)
  const chosen = facetNames.filter((name) => search[name] !== undefined).length
  const lists = facets.map((facet) => <FacetList key={facet.name} {...{ facet, search, onChange }} />)
  return (
    <aside className="facets" aria-label="Filters">
      <details className="facets-fold">
        <summary className="button">
          <Icon name="filter" size={16} /> Filter{chosen > 0 && ` (${chosen})`}
        </summary>
        <div>{lists}</div>
      </details>
      <div className="facets-open">{lists}</div>
    </aside>
  )
}

function FacetList({
  facet: { name, values },
  search,
  onChange,
}: { readonly facet: Facet } & Omit<FacetsProps, 'rows'>): ReactElement {
  const chosen = search[name]
  const { [name]: _, ...without } = search
  return (
    <fieldset className="facet">
      <legend>{titles[name]}</legend>
      {values.slice(0, valuesMax).map(([value, count]) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === chosen}
          onClick={() => onChange(value === chosen ? without : { ...search, [name]: value })}
        >
          <span>{value}</span>
          <span className="numbers faint">{count}</span>
        </button>
      ))}
    </fieldset>
  )
}
