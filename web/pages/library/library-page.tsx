import './library.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useDeferredValue, useRef } from 'react'
import { libraryQuery, searchQuery } from '../../client/queries.ts'
import { Icon } from '../../ui/icon.tsx'
import { useKeys } from '../../ui/keys.ts'
import { Empty, Loading, TroubleNotice } from '../../ui/states.tsx'
import { useTitle } from '../../ui/title.ts'
import { Facets } from './facets.tsx'
import type { LibrarySearch } from './filter.ts'
import { facetNames, filterRows } from './filter.ts'
import { entriesOf } from './entries.ts'
import { SourceLine } from './source-line.tsx'
import { RunbookList } from './runbook-list.tsx'

/** Every runbook, found as one types: the page people come in by. */
export function LibraryPage(): ReactElement {
  useTitle('Library')
  const search = useSearch({ from: '/library' })
  const navigate = useNavigate()
  const library = useQuery(libraryQuery)
  const q = useDeferredValue(search.q ?? '')
  const found = useQuery(searchQuery(q))
  const change = (next: LibrarySearch): void =>
    void navigate({ to: '/library', search: next, replace: true, resetScroll: false })
  const rows = library.data?.runbooks ?? []
  const entries = entriesOf(filterRows(rows, search), q, found.data?.hits)
  return (
    <div className="page library">
      <div className="page-head">
        <h1>Library</h1>
        <SearchBox search={search} onChange={change} />
      </div>
      <div className="library-parts">
        <Facets rows={rows} search={search} onChange={change} />
        <section aria-label="Runbooks" className="library-list">
          <p className="library-count small soft" role="status">
            {library.isPending ? 'Reading the library …' : countWords(entries.length, rows.length)}
            {found.data && q !== '' && <span className="faint"> · {found.data.tookMs} ms</span>}
          </p>
          {library.error && <TroubleNotice error={library.error} onRetry={() => void library.refetch()} />}
          {library.data?.source && <SourceLine source={library.data.source} />}
          {library.isPending && <Loading lines={7} height="3.25rem" />}
          {library.data?.unreadable.map(({ path, why, remedy }) => (
            <div key={path} className="notice" data-tone="warn">
              <Icon name="warning" />
              <p>
                <strong>{path}</strong>: {why}; {remedy}
              </p>
            </div>
          ))}
          {library.data && entries.length === 0 && <Nothing hasRows={rows.length > 0} />}
          {entries.length > 0 && <RunbookList entries={entries} />}
        </section>
      </div>
    </div>
  )
}

const countWords = (shown: number, all: number): string =>
  shown === all ? `${all} ${all === 1 ? 'runbook' : 'runbooks'}` : `${shown} of ${all} runbooks`

function SearchBox({
  search,
  onChange,
}: {
  readonly search: LibrarySearch
  readonly onChange: (search: LibrarySearch) => void
}): ReactElement {
  const input = useRef<HTMLInputElement>(null)
  useKeys({
    '/': () => input.current?.select(),
    Escape: () => onChange(facetNames.some((name) => search[name] !== undefined) ? {} : search),
  })
  return (
    <div className="search-box" role="search">
      <Icon name="search" size={16} />
      <input
        ref={input}
        type="search"
        className="input"
        placeholder="Search titles, steps, commands"
        aria-label="Search the library"
        aria-keyshortcuts="/"
        defaultValue={search.q ?? ''}
        onChange={({ target }) => {
          const { q: _, ...rest } = search
          onChange(target.value === '' ? rest : { ...rest, q: target.value })
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'Enter') {
            document.querySelector<HTMLElement>('[data-entry]')?.focus()
            event.preventDefault()
          }
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </div>
  )
}

const Nothing = ({ hasRows }: { readonly hasRows: boolean }): ReactElement =>
  hasRows ? (
    <Empty icon="search" title="Nothing fits">
      <p>Take a filter away, or search for other words: commands and error messages are searched too.</p>
    </Empty>
  ) : (
    <Empty icon="library" title="This library holds no Markdown yet">
      <p>
        Write a file with a title and a list of steps, or let <code>kneeboard new</code> make one. It appears
        here at once.
      </p>
    </Empty>
  )
