import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { SourceState } from '../../../src/ports/library-source.ts'
import { ask } from '../../client/ask.ts'
import { meQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { Ago } from '../../ui/time.tsx'

/** Where the library comes from, what of it is published, and what went wrong with the last fetch. */
export function SourceLine({ source }: { readonly source: SourceState }): ReactElement {
  const { address, ref, published, fetchedAtMs, trouble, refused } = source
  const { data: me } = useQuery(meQuery)
  const client = useQueryClient()
  const fetching = useMutation({
    mutationFn: () => ask('fetchLibrary', {}),
    onSettled: () => client.invalidateQueries({ queryKey: ['library'] }),
  })
  return (
    <div className="source-line">
      <div className="source-facts small soft">
        <Icon name="commit" size={15} />
        <p>
          <span title={address}>{ref ?? address}</span>
          {published && (
            <>
              {' '}
              <code>{published.commit.slice(0, 10)}</code> {published.subject}
            </>
          )}
          {fetchedAtMs !== undefined && (
            <span className="faint">
              {' '}
              · fetched <Ago at={fetchedAtMs} />
            </span>
          )}
        </p>
        {me?.verbs.includes('fetch-library') && (
          <Button size="small" look="quiet" disabled={fetching.isPending} onClick={() => fetching.mutate()}>
            {fetching.isPending ? 'Fetching …' : 'Fetch now'}
          </Button>
        )}
      </div>
      {fetching.error && !trouble && <TroubleNotice error={fetching.error} />}
      {trouble && (
        <div className="notice" data-tone="warn" role="alert">
          <Icon name="warning" />
          <p>
            {trouble.why}. {trouble.remedy}. What was fetched before is shown; it has been so{' '}
            <Ago at={trouble.sinceMs} />.
          </p>
        </div>
      )}
      {refused && (
        <div className="notice" data-tone="bad" role="alert">
          <Icon name="warning" />
          <p>
            <code>{refused.commit.slice(0, 10)}</code> is not published ({refused.rule}): {refused.why}.{' '}
            {refused.remedy}.
          </p>
        </div>
      )}
    </div>
  )
}
