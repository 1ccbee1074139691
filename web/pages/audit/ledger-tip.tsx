import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { tipQuery } from '../../client/queries.ts'
import { CopyLine } from '../../ui/copy.tsx'
import { Loading, TroubleNotice } from '../../ui/states.tsx'

/** Where the ledger stands, and what that is worth: alone, little. */
export function LedgerTip(): ReactElement {
  const tip = useQuery(tipQuery)
  return (
    <details className="side-box ledger-tip">
      <summary>
        <strong>Tip of the ledger</strong>
        {tip.data && <span className="small soft numbers"> · entry {tip.data.seq}</span>}
      </summary>
      {tip.isPending && <Loading lines={2} />}
      {tip.error && <TroubleNotice error={tip.error} onRetry={() => void tip.refetch()} />}
      {tip.data && (
        <>
          <CopyLine text={tip.data.line} label="Tip of the ledger, as a line for a witness" />
          <p className="small soft">
            Each entry is chained to the one before, and this hash covers all {tip.data.seq} of them. Keep the
            line where whoever may write to the data folder cannot write: later{' '}
            <code>kneeboard audit verify --witness FILE</code> shows whether anything up to here was altered,
            dropped or put in another order.
          </p>
          <p className="small soft">
            On this page alone it proves nothing: whoever may write to the data folder could have written the
            ledger anew, and this page would show that one.
          </p>
        </>
      )}
    </details>
  )
}
