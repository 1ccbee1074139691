import type { CheckedLedger } from '../ledger/check-ledger.ts'
import { checkLedger } from '../ledger/check-ledger.ts'
import type { LedgerEntry } from '../ledger/ledger-entry.ts'
import type { Ledger } from '../ports/ledger.ts'

/** So many entries are asked for at once. */
const pageSize = 2000

/** All entries after one, page by page. */
export async function ledgerEntries(ledger: Ledger, afterSeq: number): Promise<readonly LedgerEntry[]> {
  const all: LedgerEntry[] = []
  for (;;) {
    const page = await ledger.entries(all.at(-1)?.seq ?? afterSeq, pageSize)
    all.push(...page)
    if (page.length < pageSize) return all
  }
}

/** The whole ledger, checked. */
export const readLedger = async (ledger: Ledger): Promise<CheckedLedger> =>
  checkLedger(await ledgerEntries(ledger, 0))
