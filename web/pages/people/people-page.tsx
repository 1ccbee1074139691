import './people.css'
import '../account/account.css'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useAccount, useMay } from '../../client/may.ts'
import { accountsQuery, grantsQuery, meQuery } from '../../client/queries.ts'
import { Loading, TroubleNotice } from '../../ui/states.tsx'
import { useTitle } from '../../ui/title.ts'
import { ForAdmins } from '../for-admins.tsx'
import { Accounts } from './accounts.tsx'
import { Grants } from './grants.tsx'
import { Groups } from './groups.tsx'
import { Runners } from './runners.tsx'

/** Who is here, and who may do what. */
export function PeoplePage(): ReactElement {
  useTitle('People and access')
  const me = useQuery(meQuery)
  const may = useMay()
  const isOffered = useAccount() !== undefined && may('manage-accounts') && may('manage-grants')
  return (
    <div className="page people">
      <div className="page-head">
        <h1>People and access</h1>
      </div>
      {me.isPending && <Loading lines={6} height="2.5rem" />}
      {me.data && (isOffered ? <Parts /> : <ForAdmins accounts={me.data.installation === 'accounts'} />)}
    </div>
  )
}

function Parts(): ReactElement {
  const accounts = useQuery(accountsQuery)
  const grants = useQuery(grantsQuery)
  const mayRunners = useMay()('manage-runners')
  const error = accounts.error ?? grants.error
  if (error)
    return (
      <TroubleNotice
        error={error}
        onRetry={() => {
          void accounts.refetch()
          void grants.refetch()
        }}
      />
    )
  if (!accounts.data || !grants.data) return <Loading lines={6} height="2.5rem" />
  return (
    <>
      <Accounts accounts={accounts.data.accounts} grants={grants.data.grants} />
      <Grants grants={grants.data.grants} accounts={accounts.data.accounts} />
      <Groups accounts={accounts.data.accounts} />
      {mayRunners && <Runners />}
    </>
  )
}
