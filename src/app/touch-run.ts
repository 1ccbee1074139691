import type { VerbAbout } from '../access/verb.ts'
import type { Submitted } from '../driver/submit.ts'
import { submitTo } from '../driver/submit.ts'
import type { RunId } from '../run/id.ts'
import type { PeopleInput, RunInput } from '../run/input.ts'
import type { Answer } from '../run/question.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
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
  for (const verb of verbsOf(input)) {
    const no = await authorise(app, verb, run)
    if (no) return no
  }
  const said = signed(app, input)
  const submitted = app.runs
    ? await app.runs.submit(run, said, app.actor)
    : await submitTo(outsideOf(app), run, said, app.actor)
  if (submitted.kind === 'refused') await noteRefusal(app, run, said, submitted.why)
  return takenOrTrouble(submitted)
}

/** An approval that the run did not take is an entry of the ledger: the run's own record has nothing of it. */
export async function noteRefusal(
  { actor, driver, ledger }: Pick<App, 'actor' | 'driver' | 'ledger'>,
  run: RunId,
  input: RunInput,
  why: string,
): Promise<void> {
  if (input.kind !== 'answer' || input.answer.choice !== 'approve') return
  const { approver } = input.answer
  await ledger.note({
    at: driver.clock.now(),
    by: actor,
    event: { type: 'approval.refused', run, approver, why },
  })
}

/**
 * An approval in the name of who gives it: where people sign in, whoever asks and nobody else; where they do not, it
 * is what the operator says, whatever came with it.
 */
function signed({ actor, access }: App, input: OutsideInput): OutsideInput {
  if (input.kind !== 'answer' || input.answer.choice !== 'approve') return input
  const { answer } = input
  return access.kind === 'granted'
    ? { ...input, answer: { ...answer, approver: actor.id, asserted: false } }
    : { ...input, answer: { ...answer, asserted: true } }
}

const takenOrTrouble = (submitted: Submitted): Extract<Submitted, { kind: 'taken' }> | Trouble =>
  submitted.kind === 'taken' ? submitted : trouble(submitted.why, 'see `kneeboard status`')

/** What an input is decided with where the run is not driven. */
export function outsideOf({ driver }: App): Parameters<typeof submitTo>[0] {
  const { journal, ids, clock, evaluate, environment, executor } = driver
  return { journal, ids, clock, executor, circumstances: { evaluate, environment } }
}

/** All of them must be allowed. */
function verbsOf(input: OutsideInput): readonly VerbAbout<'run'>[] {
  switch (input.kind) {
    case 'note':
    case 'remark':
    case 'escalate':
      return ['add-note']
    case 'hand-over':
      return ['hand-over']
    case 'replace-plan':
      return ['replace-plan']
    case 'cancel':
      return ['cancel-run']
    case 'answer':
      return verbsOfAnswer(input.answer)
    case 'pause':
    case 'continue':
    case 'interrupt':
    case 'change-mode':
    case 'go-to':
      return ['steer-run']
  }
}

function verbsOfAnswer(answer: Answer): readonly VerbAbout<'run'>[] {
  if (answer.choice === 'approve' || answer.choice === 'deny') return ['approve']
  return answer.choice === 'run' && answer.edited !== undefined ? ['answer', 'edit-command'] : ['answer']
}
