import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useState } from 'react'
import type { Answered } from '../../../src/contract/api.ts'
import { ask } from '../../client/ask.ts'
import { useAccount } from '../../client/may.ts'
import { accountsQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { Ago } from '../../ui/time.tsx'
import { Tokens } from '../account/tokens.tsx'
import { NewAccount, PassOn } from './new-account.tsx'

export type Account = Answered<'listAccounts'>['accounts'][number]
export type KeptGrants = Answered<'listGrants'>['grants']

/** Every account, and what becomes of it. Nothing of one is ever deleted: records name it. */
export function Accounts({
  accounts,
  grants,
}: {
  readonly accounts: readonly Account[]
  readonly grants: KeptGrants
}): ReactElement {
  const [making, setMaking] = useState<'person' | 'service'>()
  const reached = new Set(
    grants.flatMap(({ grant: { to } }) =>
      to.kind === 'account' ? [to.account] : to.kind === 'group' ? [`group ${to.group}`] : [],
    ),
  )
  const everyone = grants.some(({ grant }) => grant.to.kind === 'everyone')
  const isIdle = ({ name, kind, groups }: Account): boolean =>
    !reached.has(name) &&
    !groups.some((group) => reached.has(`group ${group}`)) &&
    !(everyone && kind === 'person')
  return (
    <section className="side-box" aria-labelledby="accounts">
      <div className="section-head">
        <h2 id="accounts">Accounts</h2>
        <span className="row-buttons">
          <Button size="small" icon="owner" look="primary" onClick={() => setMaking('person')}>
            New person
          </Button>
          <Button size="small" icon="key" onClick={() => setMaking('service')}>
            New service
          </Button>
        </span>
      </div>
      <p className="small soft">
        A person signs in with a password. A service is a program: it has no password and acts by tokens that
        you make for it.
      </p>
      <ul className="rows">
        {accounts.map((account) => (
          <AccountRow key={account.name} account={account} isIdle={isIdle(account)} />
        ))}
      </ul>
      {making && <NewAccount kind={making} onClose={() => setMaking(undefined)} />}
    </section>
  )
}

type Doing = 'switch' | 'reset' | 'tokens'

function AccountRow({
  account: { name, kind, disabled, temporary, createdAt, groups },
  isIdle,
}: {
  readonly account: Account
  readonly isIdle: boolean
}): ReactElement {
  const [doing, setDoing] = useState<Doing>()
  const isMe = useAccount() === name
  const close = (): void => setDoing(undefined)
  return (
    <li className="row" aria-label={name}>
      <div className="row-words">
        <p>
          <strong>{name}</strong>
          {isMe && <span className="chip">you</span>}
          {kind === 'service' && <span className="chip">service</span>}
          {disabled && (
            <span className="chip" data-tone="bad">
              disabled
            </span>
          )}
          {temporary && !disabled && (
            <span className="chip" data-tone="warn">
              has not chosen a password yet
            </span>
          )}
          {isIdle && !disabled && (
            <span className="chip" data-tone="warn">
              may do nothing yet
            </span>
          )}
        </p>
        <p className="small faint">
          {groups.length > 0 && `in ${groups.join(', ')} · `}made <Ago at={createdAt} />
        </p>
      </div>
      <span className="row-buttons">
        {kind === 'service' ? (
          <Button size="small" onClick={() => setDoing('tokens')} aria-label={`Tokens of ${name}`}>
            Tokens
          </Button>
        ) : (
          !isMe && (
            <Button size="small" onClick={() => setDoing('reset')} aria-label={`Reset password of ${name}`}>
              Reset password
            </Button>
          )
        )}
        {!isMe && (
          <Button
            size="small"
            look={disabled ? 'plain' : 'grave'}
            onClick={() => setDoing('switch')}
            aria-label={`${disabled ? 'Enable' : 'Disable'} ${name}`}
          >
            {disabled ? 'Enable' : 'Disable'}
          </Button>
        )}
      </span>
      {doing === 'switch' && <Switch name={name} to={disabled ? 'enabled' : 'disabled'} onClose={close} />}
      {doing === 'reset' && <Reset name={name} onClose={close} />}
      {doing === 'tokens' && (
        <Dialog title={name} onClose={close}>
          <Tokens service={name} />
        </Dialog>
      )}
    </li>
  )
}

function Switch({
  name,
  to,
  onClose,
}: {
  readonly name: string
  readonly to: 'disabled' | 'enabled'
  readonly onClose: () => void
}): ReactElement {
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: () => ask('switchAccount', { params: { name }, body: { to } }),
    onSuccess: () => client.invalidateQueries({ queryKey: accountsQuery.queryKey }),
  })
  return to === 'disabled' ? (
    <Confirm title={`Disable ${name}?`} button={`Disable ${name}`} action={change} onClose={onClose}>
      <p>
        They are signed out everywhere and their tokens end, at once. Runs they started go on. Their name
        stays in records; you can enable the account again.
      </p>
    </Confirm>
  ) : (
    <Confirm
      title={`Enable ${name}?`}
      button={`Enable ${name}`}
      look="primary"
      action={change}
      onClose={onClose}
    >
      <p>They can come in again, with the roles they have now. Tokens that ended stay ended.</p>
    </Confirm>
  )
}

function Reset({ name, onClose }: { readonly name: string; readonly onClose: () => void }): ReactElement {
  const client = useQueryClient()
  const reset = useMutation({
    mutationFn: () => ask('resetPassword', { params: { name } }),
    onSuccess: () => client.invalidateQueries({ queryKey: accountsQuery.queryKey }),
  })
  if (reset.data?.password !== undefined)
    return <PassOn name={name} password={reset.data.password} onClose={onClose} />
  return (
    <Dialog title={`Reset the password of ${name}?`} onClose={onClose}>
      <p>
        Their password is good no more, and they are signed out everywhere. You get another to pass on; it is
        good for choosing a new one and nothing else.
      </p>
      {reset.error && <TroubleNotice error={reset.error} />}
      <div className="dialog-feet">
        <Button autoFocus onClick={onClose}>
          No, leave it
        </Button>
        <Button look="danger" disabled={reset.isPending} onClick={() => reset.mutate()}>
          Reset it
        </Button>
      </div>
    </Dialog>
  )
}
