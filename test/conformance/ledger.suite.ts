import { describe, expect, test } from 'vitest'
import type { Sha256 } from '../../src/hash/sha256.ts'
import { ledgerDigest, ledgerNext, ledgerStart, openLedger } from '../../src/ledger/ledger-entry.ts'
import type { LedgerEvent, LedgerFact } from '../../src/ledger/ledger-event.ts'
import type { Journal } from '../../src/ports/journal.ts'
import type { Ledger } from '../../src/ports/ledger.ts'
import type { RunId } from '../../src/run/id.ts'
import { appendOf, blobOf, runNumber } from './run.ts'

/** A fresh store for one test, opened twice: two processes see one chain. */
export type LedgerBench = {
  readonly first: Journal & Ledger
  readonly second: Journal & Ledger
  remove(): Promise<void>
}

const run = runNumber(1)
const by = { kind: 'person', id: 'ada', via: 'cli' } as const
const factOf = (event: LedgerEvent): LedgerFact => ({ at: 1_700_000_000_000, by, event })
const held = (of: RunId) => factOf({ type: 'run.held', run: of })
const released = (of: RunId) => factOf({ type: 'run.released', run: of })
const created = (of: RunId) =>
  factOf({ type: 'run.created', run: of, seq: 1, hash: 'h', path: 'a.md', documentHash: 'd' })
export const erased = (of: RunId) => factOf({ type: 'value.erased', run: of, digests: [], logs: [] })
const deleted = (of: RunId) => factOf({ type: 'run.deleted', run: of, seq: 2, hash: 'h', why: 'old' })

/** The types of all entries, after checking that each follows from the one before. */
async function typesOf(ledger: Ledger): Promise<readonly string[]> {
  let previous = ledgerStart.hash
  const entries = await ledger.entries(0, 10_000)
  const types = entries.map(({ seq, bytes, hash }, index) => {
    previous = ledgerNext(previous, ledgerDigest(bytes))
    expect({ seq, hash }).toEqual({ seq: index + 1, hash: previous })
    const opened = openLedger(bytes)
    return opened.kind === 'fact' ? opened.fact.event.type : opened.kind
  })
  expect((await ledger.tip()).hash).toBe(previous)
  return types
}

/** What every ledger must do. `make` gives an empty store, opened twice. */
export function ledgerSuite(name: string, make: () => Promise<LedgerBench>): void {
  const check = (title: string, body: (bench: LedgerBench) => Promise<void>) =>
    test(title, async () => {
      const bench = await make()
      await body(bench).finally(() => bench.remove())
    })

  describe(`${name} is a ledger`, () => {
    check('it begins with a name of its own', async ({ first }) => {
      expect(await typesOf(first)).toEqual(['ledger.begun'])
    })

    check('what belongs to an append is stored with it, or not at all', async ({ first }) => {
      await first.append(appendOf(run, 0, 2, { ledger: [created(run)] }))
      expect(await first.append(appendOf(run, 0, 1, { ledger: [created(run)] }))).toBe('conflict')
      expect(await typesOf(first)).toEqual(['ledger.begun', 'run.created'])
    })

    check('two writers at once make one chain', async ({ first, second }) => {
      const both = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? first : second))
      const tips = await Promise.all(both.map((ledger, index) => ledger.note(held(runNumber(index)))))
      expect(new Set(tips.map(({ seq }) => seq)).size).toBe(40)
      expect(await typesOf(second)).toHaveLength(41)
    })

    check('it is read in pieces', async ({ first }) => {
      for (const number of [1, 2, 3]) await first.note(held(runNumber(number)))
      expect((await first.entries(1, 2)).map(({ seq }) => seq)).toEqual([2, 3])
      expect((await first.entries(3, 2)).map(({ seq }) => seq)).toEqual([4])
      expect(await first.entries(4, 2)).toEqual([])
    })

    check('a run is held until it is released, and can be held again', async ({ first }) => {
      const [other] = [runNumber(2)]
      for (const fact of [held(run), held(run), held(other), released(other)]) await first.note(fact)
      expect(await first.held()).toEqual([run])
      await first.note(released(run))
      expect(await first.held()).toEqual([])
      await first.note(held(run))
      expect(await first.held()).toEqual([run])
    })

    erasing(check)
    deleting(check)
  })
}

type Check = (title: string, body: (bench: LedgerBench) => Promise<void>) => void

function erasing(check: Check): void {
  check(
    'an erased value leaves a tombstone and an entry, and never comes back',
    async ({ first, second }) => {
      const blob = blobOf('a password')
      await first.append(appendOf(run, 0, 1, { blobs: [blob] }))
      expect(await second.blob(blob.digest)).toEqual(blob.bytes)
      await first.erase([blob.digest], erased(run))
      expect(await second.blob(blob.digest)).toBeUndefined()
      expect(await second.blobState(blob.digest)).toBe('erased')
      await first.append(appendOf(run, 1, 1, { blobs: [blob] }))
      expect(await first.blob(blob.digest)).toBeUndefined()
      expect(await typesOf(first)).toEqual(['ledger.begun', 'value.erased'])
    },
  )

  check('erasing twice, or what never was, is no error', async ({ first }) => {
    const never = blobOf('never').digest
    await first.erase([never], erased(run))
    await first.erase([never], erased(run))
    expect(await first.blobState(never)).toBe('missing')
  })
}

function deleting(check: Check): void {
  const stored = async (bench: LedgerBench): Promise<readonly Sha256[]> => {
    const blob = blobOf('an answer')
    await bench.first.append(appendOf(run, 0, 2, { blobs: [blob] }))
    await bench.first.append(appendOf(runNumber(2), 0, 1))
    return [blob.digest]
  }

  check('a deleted run is gone, its neighbours are not, and the ledger says what it was', async (bench) => {
    const digests = await stored(bench)
    const { first, second } = bench
    expect(await first.deleteRun({ run, lastSeq: 2, digests, fact: deleted(run) })).toBe('deleted')
    await first.compact()
    expect(await second.read(run, 0)).toEqual([])
    expect(await second.head(run)).toBeUndefined()
    expect(await second.blobState(digests[0] ?? 'sha256:')).toBe('missing')
    expect(await second.read(runNumber(2), 0)).toHaveLength(1)
    expect(await typesOf(second)).toEqual(['ledger.begun', 'run.deleted'])
  })

  check('a run that went on meanwhile, or is held, is not deleted', async (bench) => {
    const digests = await stored(bench)
    const { first, second } = bench
    expect(await first.deleteRun({ run, lastSeq: 1, digests, fact: deleted(run) })).toBe('conflict')
    await second.note(held(run))
    expect(await first.deleteRun({ run, lastSeq: 2, digests, fact: deleted(run) })).toBe('held')
    expect(await first.read(run, 0)).toHaveLength(2)
    expect(await first.blobState(digests[0] ?? 'sha256:')).toBe('kept')
    expect(await typesOf(first)).toEqual(['ledger.begun', 'run.held'])
  })
}
