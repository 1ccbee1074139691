import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useId, useState } from 'react'
import { ask } from '../../client/ask.ts'
import { accountsQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Choice, TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import type { Account } from './accounts.tsx'
import { Form } from '../../ui/form.tsx'

export const groupsOf = (accounts: readonly Account[]): readonly string[] =>
  [...new Set(accounts.flatMap(({ groups }) => groups))].toSorted()

/** Several accounts that are given roles together; a group is there as long as somebody is in it. */
export function Groups({ accounts }: { readonly accounts: readonly Account[] }): ReactElement {
  const client = useQueryClient()
  const onSuccess = (): Promise<void> => client.invalidateQueries({ queryKey: accountsQuery.queryKey })
  const leave = useMutation({
    mutationFn: (params: { readonly group: string; readonly account: string }) =>
      ask('leaveGroup', { params }),
    onSuccess,
  })
  const groups = groupsOf(accounts)
  return (
    <section className="side-box" aria-labelledby="groups">
      <h2 id="groups">Groups</h2>
      <p className="small soft">
        A role given to a group is everyone’s in it. A group is there as long as somebody is in it.
      </p>
      {leave.error && <TroubleNotice error={leave.error} />}
      {groups.length === 0 && <p className="small faint">There are none.</p>}
      {groups.length > 0 && (
        <ul className="rows">
          {groups.map((group) => (
            <li key={group} className="row">
              <strong>{group}</strong>
              <ul className="group-members" aria-label={`In ${group}`}>
                {accounts
                  .filter((account) => account.groups.includes(group))
                  .map(({ name }) => (
                    <li key={name} className="chip member">
                      {name}
                      <button
                        type="button"
                        aria-label={`Take ${name} out of ${group}`}
                        title={`Take ${name} out of ${group}`}
                        disabled={leave.isPending}
                        onClick={() => leave.mutate({ group, account: name })}
                      >
                        <Icon name="cross" size={13} />
                      </button>
                    </li>
                  ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
      <Join accounts={accounts} groups={groups} onJoined={onSuccess} />
    </section>
  )
}

function Join({
  accounts,
  groups,
  onJoined,
}: {
  readonly accounts: readonly Account[]
  readonly groups: readonly string[]
  readonly onJoined: () => Promise<void>
}): ReactElement {
  const [account, setAccount] = useState(accounts[0]?.name ?? '')
  const [group, setGroup] = useState('')
  const list = useId()
  const join = useMutation({
    mutationFn: () => ask('joinGroup', { params: { group: group.trim(), account } }),
    onSuccess: async () => {
      setGroup('')
      await onJoined()
    },
  })
  return (
    <Form onSubmit={() => join.mutate()}>
      <div className="in-a-line">
        <Choice
          label="Put"
          value={account}
          options={accounts.map(({ name }) => [name, name] as const)}
          onChange={setAccount}
        />
        <TextField
          label="into the group"
          value={group}
          onChange={setGroup}
          list={list}
          required
          placeholder="on-call"
          autoCapitalize="none"
          spellCheck={false}
        />
        <datalist id={list}>
          {groups.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <Button type="submit" disabled={group.trim() === '' || join.isPending}>
          Put in
        </Button>
      </div>
      {join.error && <TroubleNotice error={join.error} />}
    </Form>
  )
}
