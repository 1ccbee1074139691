import type { Submitted } from '../driver/submit.ts'
import { submitTo } from '../driver/submit.ts'
import type { RunId } from '../run/id.ts'
import type { RunInput } from '../run/input.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'

/** Inputs that may come from a process that does not drive the run. */
export type OutsideInput = Extract<
  RunInput,
  {
    kind:
      | 'note'
      | 'remark'
      | 'cancel'
      | 'pause'
      | 'continue'
      | 'answer'
      | 'interrupt'
      | 'change-mode'
      | 'go-to'
  }
>

/** Puts an input into a run that may be driven elsewhere; whoever drives it sees it within moments. */
export async function touchRun(
  app: App,
  run: RunId,
  input: OutsideInput,
): Promise<Extract<Submitted, { kind: 'taken' }> | Trouble> {
  const no = authorise(
    app.actor,
    input.kind === 'note' || input.kind === 'remark'
      ? 'add-note'
      : input.kind === 'cancel'
        ? 'cancel-run'
        : 'answer',
  )
  if (no) return no
  if (app.runs) return takenOrTrouble(await app.runs.submit(run, input, app.actor))
  const { driver } = app
  const { evaluate, environment, executor } = driver
  const submitted = await submitTo(
    {
      journal: driver.journal,
      ids: driver.ids,
      clock: driver.clock,
      circumstances: { evaluate, environment, place: executor.place },
    },
    run,
    input,
    app.actor,
  )
  return takenOrTrouble(submitted)
}

const takenOrTrouble = (submitted: Submitted): Extract<Submitted, { kind: 'taken' }> | Trouble =>
  submitted.kind === 'taken' ? submitted : trouble(submitted.why, 'see `kneeboard status`')
