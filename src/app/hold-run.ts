import type { RunId } from '../run/id.ts'
import type { App, Trouble } from './app.ts'
import { noRun, trouble } from './app.ts'
import { authorise } from './authorise.ts'

export type Hold = {
  /** `held`: no retention deletes it; `released`: again as any other. */
  readonly kind: 'held' | 'released'
  readonly why?: string
}

/** Keeps a run whatever retention says, or lets go of it. Who, when and why stand in the ledger. */
export async function holdRun(app: App, run: RunId, { kind, why }: Hold): Promise<Hold | Trouble> {
  const no = await authorise(app, 'hold-run', run)
  if (no) return no
  if ((await app.driver.journal.head(run)) === undefined) return noRun(run)
  const isHeld = (await app.ledger.held()).includes(run)
  if (isHeld === (kind === 'held'))
    return trouble(`run ${run} is ${isHeld ? 'held already' : 'not held'}`, 'nothing to do')
  await app.ledger.note({
    at: app.driver.clock.now(),
    by: app.actor,
    event: {
      type: kind === 'held' ? 'run.held' : 'run.released',
      run,
      ...(why === undefined ? {} : { why }),
    },
  })
  return { kind }
}
