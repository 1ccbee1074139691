import './account.css'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useState } from 'react'
import { useAccount, useMay } from '../../client/may.ts'
import { meQuery } from '../../client/queries.ts'
import { Empty, Loading, TroubleNotice } from '../../ui/states.tsx'
import { useTitle } from '../../ui/title.ts'
import { ChangePassword } from '../entrance/change-password.tsx'
import { SignOutButton } from '../sign-out-button.tsx'
import { Tokens } from './tokens.tsx'

/** What belongs to oneself: the password, the tokens, the way out. */
export function AccountPage(): ReactElement {
  useTitle('My account')
  const me = useQuery(meQuery)
  const account = useAccount()
  const may = useMay()
  return (
    <div className="page account-page">
      <div className="page-head">
        <h1>My account</h1>
        {account !== undefined && <SignOutButton from="everywhere" />}
      </div>
      {me.isPending && <Loading lines={4} height="2.5rem" />}
      {me.error && <TroubleNotice error={me.error} onRetry={() => void me.refetch()} />}
      {me.data && account === undefined && (
        <Empty icon="owner" title="Nobody signs in here">
          <p>
            Everything is done as {me.data.actor.id}, who started the server. For many people start it with{' '}
            <code>--accounts</code>.
          </p>
        </Empty>
      )}
      {account !== undefined && may('own-tokens') && <Tokens />}
      {account !== undefined && <Password account={account} />}
    </div>
  )
}

function Password({ account }: { readonly account: string }): ReactElement {
  const [changed, setChanged] = useState(false)
  return (
    <section className="side-box account-password" aria-labelledby="password">
      <h2 id="password">Password</h2>
      <p className="small soft">
        Changing it signs out every other browser you are signed in with. Your tokens stay.
      </p>
      <ChangePassword account={account} currentLabel="Password now" onDone={() => setChanged(true)} />
      <p role="status" className="small tone-good">
        {changed && 'The password is changed.'}
      </p>
    </section>
  )
}
