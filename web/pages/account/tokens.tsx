import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useState } from 'react'
import type { WireToken } from '../../../src/contract/access.ts'
import { verbWords } from '../../../src/access/verb.ts'
import { ask } from '../../client/ask.ts'
import { tokensQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Loading, TroubleNotice } from '../../ui/states.tsx'
import { useNow } from '../../ui/time.tsx'
import { NewToken } from './new-token.tsx'

/** One's own tokens, or those of a service. */
export function Tokens({ service }: { readonly service?: string }): ReactElement {
  const asked = useQuery(tokensQuery(service))
  const [making, setMaking] = useState(false)
  return (
    <section className="side-box" aria-label="API tokens">
      <div className="section-head">
        <h2>{service === undefined ? 'API tokens' : `Tokens of ${service}`}</h2>
        <Button size="small" icon="key" onClick={() => setMaking(true)}>
          New token
        </Button>
      </div>
      <p className="small soft">
        {service === undefined
          ? 'A token lets a program act as you, with no more than you may do. None of them approves, makes tokens or administers.'
          : 'A token lets a program act as this service, with no more than the service may do.'}
      </p>
      {asked.isPending && <Loading lines={2} height="2rem" />}
      {asked.error && <TroubleNotice error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data?.tokens.length === 0 && <p className="small faint">There are none.</p>}
      {asked.data && asked.data.tokens.length > 0 && (
        <ul className="rows">
          {asked.data.tokens.map((token) => (
            <TokenRow key={token.id} token={token} service={service} />
          ))}
        </ul>
      )}
      {making && (
        <NewToken onClose={() => setMaking(false)} {...(service === undefined ? {} : { service })} />
      )}
    </section>
  )
}

function TokenRow({
  token,
  service,
}: {
  readonly token: WireToken
  readonly service: string | undefined
}): ReactElement {
  const [ending, setEnding] = useState(false)
  const client = useQueryClient()
  const { id, name, expiresAt } = token
  const end = useMutation({
    mutationFn: () =>
      ask('endToken', { params: { id }, query: service === undefined ? {} : { account: service } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  })
  const isOver = useNow(30_000) >= expiresAt
  return (
    <li className="row">
      <div className="row-words">
        <p>
          <strong>{name}</strong>
          {isOver && <span className="chip">over</span>}
        </p>
        <p className="small soft">
          {scopeWords(token)} · {isOver ? 'ended' : 'good until'} {dayOf(expiresAt)}
        </p>
      </div>
      <Button size="small" look="grave" onClick={() => setEnding(true)} aria-label={`End ${name}`}>
        End
      </Button>
      {ending && (
        <Confirm
          title={`End the token ${name}?`}
          button="End the token"
          action={end}
          onClose={() => setEnding(false)}
        >
          <p>Whatever program uses it is let in no more, at once. It cannot be taken up again.</p>
        </Confirm>
      )}
    </li>
  )
}

const dayOf = (at: number): string =>
  new Date(at).toLocaleDateString([], { day: 'numeric', month: 'long', year: 'numeric' })

const scopeWords = ({ scope: { verbs, folders } }: WireToken): string =>
  [
    verbs ? `only: ${verbs.map(verbWords).join(', ')}` : 'whatever the account may',
    ...(folders ? [`below ${folders.map((folder) => `${folder}/`).join(', ')}`] : []),
  ].join(' · ')
