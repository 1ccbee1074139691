import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useDeferredValue, useMemo, useState, useSyncExternalStore } from 'react'
import { addressOf, ask } from '../../client/ask.ts'
import { shownLine } from '../../run/log-lines.ts'
import { LogPages } from '../../run/log-pages.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { LogLines } from './log-rows.tsx'

/** Shorter output needs no tools to be looked through. */
const toolsFrom = 8

/** What a command printed, in its colours: followed while it runs, searched, taken along. */
export function LogView({
  run,
  seq,
  attempt,
}: {
  readonly run: string
  readonly seq: number
  readonly attempt: 'going' | 'over'
}): ReactElement | null {
  const pages = useMemo(() => new LogPages(run, seq, attempt), [run, seq, attempt])
  const { all, line, error } = useSyncExternalStore(pages.subscribe, pages.view)
  const [search, setSearch] = useState('')
  const [tall, setTall] = useState(false)
  const [at, setAt] = useState<number>()
  const found = useFound(run, seq, useDeferredValue(search.trim()), attempt)
  if (error) return <TroubleNotice error={error} />
  if (all === undefined || all === 0) return null
  const hits = found?.hits.map(({ number, line: hit }) => shownLine(hit, number))
  return (
    <div className="log" {...(tall ? { 'data-tall': '' } : {})}>
      {all > toolsFrom && (
        <div className="log-tools">
          <input
            type="search"
            className="input"
            placeholder="Search the output"
            aria-label="Search the output"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
          <span className="tiny faint numbers" role="status">
            {found ? foundWords(found) : `${count(all)} lines`}
          </span>
          <Button
            size="small"
            look="quiet"
            icon={tall ? 'less' : 'taller'}
            aria-label={tall ? 'Show less of the output' : 'Show more of the output'}
            onClick={() => setTall(!tall)}
          />
          <a
            className="button"
            data-size="small"
            data-look="quiet"
            href={addressOf('saveLog', { run, seq })}
            download
          >
            <Icon name="download" size={16} /> Save
          </a>
        </div>
      )}
      {hits ? (
        <LogLines
          key="hits"
          all={hits.length}
          line={(index) => hits[index]}
          onPick={(number) => {
            setAt(number - 1)
            setSearch('')
          }}
        />
      ) : (
        <LogLines
          key="all"
          all={all}
          line={line}
          onShow={pages.show}
          follow={attempt === 'going'}
          {...(at === undefined ? {} : { at })}
        />
      )}
    </div>
  )
}

/** The lines in which a text stands, looked for where the log is; undefined while nothing is looked for. */
function useFound(run: string, seq: number, q: string, attempt: 'going' | 'over') {
  const { data } = useQuery({
    queryKey: ['found', run, seq, q],
    queryFn: () => ask('findInLog', { params: { run, seq: `${seq}` }, query: { q } }),
    enabled: q !== '',
    placeholderData: (before) => before,
    refetchInterval: attempt === 'going' ? 2000 : false,
    gcTime: 0,
  })
  return q === '' ? undefined : data
}

const count = (number: number): string => number.toLocaleString('en')

const foundWords = ({
  hits,
  more,
  all,
}: {
  readonly hits: readonly unknown[]
  readonly more: boolean
  readonly all: number
}): string => (more ? `the first ${count(hits.length)}` : `${count(hits.length)} of ${count(all)} lines`)
