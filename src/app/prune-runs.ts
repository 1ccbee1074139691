import { takeLease } from '../driver/deps.ts'
import { everyDigest } from '../run/event/stored.ts'
import type { RunHead, RunStatus } from '../run/head.ts'
import type { RunId } from '../run/id.ts'
import type { App, Trouble } from './app.ts'
import { noRun, trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { readLedger } from './read-ledger.ts'

/** Which runs go: ended ones in which nothing happened for so long, or one by its name. Held ones never. */
export type PruneRequest = {
  readonly which:
    | { readonly kind: 'older'; readonly thanMs: number; readonly failed: 'keep' | 'delete' }
    | { readonly kind: 'named'; readonly run: RunId }
  /** `rehearse`: says what would go, and deletes nothing. */
  readonly how: 'delete' | 'rehearse'
}

export type Pruned = {
  readonly kind: 'pruned'
  readonly deleted: readonly RunHead[]
  /** Old enough, but kept, and why. */
  readonly kept: readonly { readonly run: RunId; readonly why: 'held' | 'changed' | 'driven' }[]
}

/** Deletes runs whole: entries, private values, logs. Each leaves its last hash in the ledger, so that the gap is explained. */
export async function pruneRuns(app: App, request: PruneRequest): Promise<Pruned | Trouble> {
  const no = await authorise(app, 'prune-runs')
  if (no) return no
  const heads = await chosen(app, request.which)
  if ('kind' in heads) return heads
  const held = new Set(await app.ledger.held())
  const deleted: RunHead[] = []
  const kept: Pruned['kept'][number][] = []
  for (const head of heads) {
    const outcome = held.has(head.run)
      ? 'held'
      : request.how === 'rehearse'
        ? 'deleted'
        : await deleteRun(app, head, reasonOf(request))
    if (outcome === 'deleted') deleted.push(head)
    else kept.push({ run: head.run, why: outcome })
  }
  if (request.how === 'delete') await sweep(app, deleted.length)
  return { kind: 'pruned', deleted, kept }
}

const failures: ReadonlySet<RunStatus> = new Set(['failed', 'rolled-back', 'needs-person'])

async function chosen({ driver }: App, which: PruneRequest['which']): Promise<readonly RunHead[] | Trouble> {
  if (which.kind === 'named') {
    const head = await driver.journal.head(which.run)
    if (!head) return noRun(which.run)
    return head.open ? trouble(`run ${which.run} has not ended`, 'end it first: kneeboard cancel') : [head]
  }
  const before = driver.clock.now() - which.thanMs
  const old: RunHead[] = []
  for (let last: RunId | undefined; ;) {
    const page = await driver.journal.heads({ limit: 500, ...(last ? { before: last } : {}) })
    last = page.at(-1)?.run
    if (!last) return old
    old.push(
      ...page.filter(
        ({ open, changedAt, status }) =>
          !open && changedAt < before && !(which.failed === 'keep' && failures.has(status)),
      ),
    )
  }
}

const dayMs = 86_400_000

const reasonOf = ({ which }: PruneRequest): string =>
  which.kind === 'named'
    ? 'asked for by its name'
    : `retention: ended more than ${Math.floor(which.thanMs / dayMs)} days ago`

async function deleteRun(
  app: App,
  head: RunHead,
  why: string,
): Promise<'deleted' | 'held' | 'changed' | 'driven'> {
  const { run } = head
  const lease = await takeLease(app.driver, run)
  if (typeof lease === 'string') return 'driven'
  try {
    const entries = await app.driver.journal.read(run, 0)
    const last = entries.at(-1)
    if (!last || last.seq !== head.seq) return 'changed'
    const result = await app.ledger.deleteRun({
      run,
      lastSeq: last.seq,
      digests: [...new Set(entries.flatMap(({ bytes }) => everyDigest(bytes)))],
      fact: {
        at: app.driver.clock.now(),
        by: app.actor,
        event: { type: 'run.deleted', run, seq: last.seq, hash: last.hash, why },
      },
    })
    return result === 'conflict' ? 'changed' : result
  } finally {
    await app.driver.leases.release(lease)
  }
}

/** Logs of every run the ledger calls deleted, also of one that an earlier call was ended in the middle of. */
async function sweep(app: App, count: number): Promise<void> {
  for (const [run, { deleted }] of (await readLedger(app.ledger)).runs)
    if (deleted) await app.logs.remove(run)
  if (count > 0) await app.ledger.compact()
}
