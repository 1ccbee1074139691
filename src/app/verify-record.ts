import { brokenLink } from '../driver/load.ts'
import type { Sha256 } from '../hash/sha256.ts'
import { digestsIn, namedDigests, openBytes } from '../run/event/stored.ts'
import type { JournalEntry } from '../ports/journal.ts'
import type { RunId } from '../run/id.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'

/** What was found of one run's record. */
export type VerifiedRun = {
  readonly run: RunId
  readonly entries: number
  /** Hash of the last entry: it covers all of them. Hold it, and no entry can be altered unseen. */
  readonly tip: string
  readonly blobs: number
  /** Private values that were erased, leaving their digests: holes, not damage. */
  readonly erased: number
  readonly problems: readonly string[]
}

/** Checks the chains over the stored bytes, the heads, and every private value against its digest. */
export async function verifyRecord(
  app: App,
  runs: readonly RunId[],
): Promise<{ readonly kind: 'verified'; readonly runs: readonly VerifiedRun[] } | Trouble> {
  const no = authorise(app.actor, 'verify-record')
  if (no) return no
  const verified: VerifiedRun[] = []
  for (const run of runs) {
    const entries = await app.driver.journal.read(run, 0)
    if (entries.length === 0) return trouble(`there is no run ${run}`, 'see `kneeboard runs`')
    verified.push(await verifyRun(app, run, entries))
  }
  return { kind: 'verified', runs: verified }
}

async function verifyRun(app: App, run: RunId, entries: readonly JournalEntry[]): Promise<VerifiedRun> {
  const last = entries.at(-1)
  const broken = brokenLink(run, entries)
  const head = await app.driver.journal.head(run)
  const headProblem =
    head?.seq === last?.seq && head?.hash === last?.hash ? undefined : 'its head does not fit its last entry'
  const { blobs, erased, problems } = await verifyBlobs(app, entries)
  return {
    run,
    entries: entries.length,
    tip: last?.hash ?? '',
    blobs,
    erased,
    problems: [
      ...(broken === undefined ? [] : [broken]),
      ...(headProblem === undefined ? [] : [headProblem]),
      ...problems,
    ],
  }
}

async function verifyBlobs(app: App, entries: readonly JournalEntry[]) {
  const digests = new Set<Sha256>(
    entries.flatMap(({ bytes }) => [...namedDigests(bytes), ...digestsIn(bytes)]),
  )
  const problems: string[] = []
  let erased = 0
  for (const digest of digests) {
    const bytes = await app.driver.journal.blob(digest)
    if (!bytes) erased++
    else if (openBytes(digest, bytes) === undefined)
      problems.push(`the private value ${digest} is not what was stored`)
  }
  return { blobs: digests.size, erased, problems }
}
