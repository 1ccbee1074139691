import type { Submitted } from '../driver/submit.ts'
import { submitTo } from '../driver/submit.ts'
import type { RunId } from '../run/id.ts'
import type { PeopleInput, RunInput } from '../run/input.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import type { Verb } from './authorise.ts'
import { authorise } from './authorise.ts'

/** Inputs that may come from a process that does not drive the run; files come by `attachFile`. */
export type OutsideInput = Exclude<
  Extract<
    RunInput,
    | PeopleInput
    | {
        kind:
          | 'replace-plan'
          | 'cancel'
          | 'pause'
          | 'continue'
          | 'answer'
          | 'interrupt'
          | 'change-mode'
          | 'go-to'
      }
  >,
  { kind: 'attach' }
>

/** Puts an input into a run that may be driven elsewhere; whoever drives it sees it within moments. */
export async function touchRun(
  app: App,
  run: RunId,
  input: OutsideInput,
): Promise<Extract<Submitted, { kind: 'taken' }> | Trouble> {
  const no = authorise(app.actor, verbOf(input))
  if (no) return no
  if (app.runs) return takenOrTrouble(await app.runs.submit(run, input, app.actor))
  return takenOrTrouble(await submitTo(outsideOf(app), run, input, app.actor))
}

const takenOrTrouble = (submitted: Submitted): Extract<Submitted, { kind: 'taken' }> | Trouble =>
  submitted.kind === 'taken' ? submitted : trouble(submitted.why, 'see `kneeboard status`')

/** What an input is decided with where the run is not driven. */
export function outsideOf({ driver }: App): Parameters<typeof submitTo>[0] {
  const { journal, ids, clock, evaluate, environment, executor } = driver
  return { journal, ids, clock, circumstances: { evaluate, environment, place: executor.place } }
}

function verbOf({ kind }: OutsideInput): Verb {
  switch (kind) {
    case 'note':
    case 'remark':
    case 'escalate':
      return 'add-note'
    case 'hand-over':
      return 'hand-over'
    case 'replace-plan':
      return 'replace-plan'
    case 'cancel':
      return 'cancel-run'
    case 'pause':
    case 'continue':
    case 'answer':
    case 'interrupt':
    case 'change-mode':
    case 'go-to':
      return 'answer'
  }
}
