import type { Hasher } from '../hash/sha256.ts'
import type { Plan } from '../plan/plan.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { Journal } from '../ports/journal.ts'
import { Bug } from '../text/bug.ts'
import { chainStart } from '../run/event/chain.ts'
import type { Actor } from '../run/event/envelope.ts'
import { sealValue } from '../run/event/stored.ts'
import { beginFold } from '../run/fold.ts'
import type { EffectId, RunId } from '../run/id.ts'
import { makeRunId } from '../run/id.ts'
import type { Mode } from '../run/mode.ts'
import { commitFacts } from './commit.ts'

export type NewRun = {
  readonly plan: Plan
  readonly mode: Mode
  /** Absolute directory the first command starts in. */
  readonly cwd: string
  /** `user@host` */
  readonly startedOn: string
  readonly by: Actor
  /** The document's text, to the byte. */
  readonly text?: string
  /** Its id, when something had to be named for it before; otherwise one is made. */
  readonly run?: RunId
  /** It is a part of another run: its id is given, and asking for it twice makes one. */
  readonly part?: { readonly run: RunId; readonly of: { readonly run: RunId; readonly effect: EffectId } }
}

/** Records a new run; nothing of it happens until it is driven. */
export async function createRun(
  deps: { readonly journal: Journal; readonly ids: Ids; readonly clock: Clock; readonly hash?: Hasher },
  request: NewRun,
): Promise<RunId> {
  const at = deps.clock.now()
  const { plan, part } = request
  const run = part?.run ?? request.run ?? makeRunId(at, deps.ids.random(12))
  const blob = sealValue(plan, deps.ids.random(16), deps.hash)
  const fold = beginFold(run, plan)
  const { path, title, documentHash } = plan.runbook
  const { mode, cwd, startedOn, by } = request
  const event = {
    type: 'run.created',
    plan: blob.digest,
    mode,
    path,
    title,
    documentHash,
    cwd,
    startedOn,
    ...(request.text === undefined ? {} : { text: { private: request.text } }),
    ...(part ? { parent: part.of } : {}),
  } as const
  const fact = { seq: 1, at, by, event }
  fold.apply(fact)
  const { result } = await commitFacts(deps, {
    state: fold.state,
    facts: [fact],
    previous: chainStart(run),
    expectedSeq: 0,
    blobs: [blob],
  })
  if (result !== 'appended' && !part) throw new Bug(`a new run met ${result}`)
  return run
}
