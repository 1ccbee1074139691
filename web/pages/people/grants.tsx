import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useState } from 'react'
import { ask } from '../../client/ask.ts'
import { grantsQuery, meQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import type { Account, KeptGrants } from './accounts.tsx'
import { GiveRole } from './give-role.tsx'
import { grantSentence } from './grant-sentence.ts'

/** Who may do what, in words; roles add up. */
export function Grants({
  grants,
  accounts,
}: {
  readonly grants: KeptGrants
  readonly accounts: readonly Account[]
}): ReactElement {
  const [giving, setGiving] = useState(false)
  return (
    <section className="side-box" aria-labelledby="grants">
      <div className="section-head">
        <h2 id="grants">Who may do what</h2>
        <Button size="small" icon="key" look="primary" onClick={() => setGiving(true)}>
          Give a role
        </Button>
      </div>
      <p className="small soft">
        Roles add up, and without one nobody may do anything. What somebody may not see is for them as if it
        were not there.
      </p>
      <ul className="rows">
        {grants.map((kept) => (
          <GrantRow key={kept.id} kept={kept} />
        ))}
      </ul>
      {giving && <GiveRole accounts={accounts} onClose={() => setGiving(false)} />}
    </section>
  )
}

function GrantRow({ kept: { id, grant } }: { readonly kept: KeptGrants[number] }): ReactElement {
  const [ending, setEnding] = useState(false)
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: () => ask('endGrant', { params: { id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: grantsQuery.queryKey })
      // It may have been one's own.
      await client.invalidateQueries({ queryKey: meQuery.queryKey })
    },
  })
  const says = grantSentence(grant)
  return (
    <li className="row">
      <div className="row-words">
        <p>{says}</p>
      </div>
      <span className="chip">{grant.role}</span>
      <Button size="small" look="grave" onClick={() => setEnding(true)} aria-label={`Take back: ${says}`}>
        Take back
      </Button>
      {ending && (
        <Confirm
          title="Take this role back?"
          button="Take it back"
          action={end}
          onClose={() => setEnding(false)}
        >
          <p className="grant-says">{says}</p>
          <p>It holds for nothing that is asked from now on. Other roles of theirs stay.</p>
        </Confirm>
      )}
    </li>
  )
}
