import type { ReactElement } from 'react'
import { useId } from 'react'
import type { ActionInput } from '../../../src/action/action.ts'
import type { StepMatch } from '../../../src/plan/mapping.ts'
import type { Plan, PlanStep } from '../../../src/plan/plan.ts'
import { becomingOf, worksOf } from '../../../src/run/correction.ts'
import { lineDifference } from '../../../src/text/line-difference.ts'
import type { ConfirmedMatch } from '../../../src/run/input.ts'
import { instanceIdOf, noTurns } from '../../../src/run/instance-id.ts'
import type { ReadonlyRunState } from '../../../src/run/state.ts'
import type { StepId } from '../../../src/document/step.ts'
import { visibleLine } from '../../../src/sink/visible.ts'
import { useRun } from '../../run/use-run.ts'
import { stepLook } from '../../run/words.ts'
import type { Tone } from '../../ui/status.tsx'

type AskProps<T extends string> = {
  readonly after: Plan
  readonly match: StepMatch
  readonly value: T | undefined
  readonly onSay: (value: T) => void
}

/** A match that titles do not speak for. */
export const DoubtField = ({ after, match, value, onSay }: AskProps<'yes' | 'no'>): ReactElement => (
  <Asked
    {...{ after, match, value, onSay }}
    legend={
      match.by === 'content'
        ? 'The same commands under another title: is this the same step?'
        : 'Another title and other commands between the same neighbours: is this the same step?'
    }
    options={[
      ['yes', 'The same step'],
      ['no', 'Another one'],
    ]}
  />
)

/** A finished step whose commands were changed. */
export const FinishedField = ({ after, match, value, onSay }: AskProps<'keep' | 'again'>): ReactElement => (
  <Asked
    {...{ after, match, value, onSay }}
    legend="This step is finished, and was changed since: does it count as done?"
    options={[
      ['keep', 'It counts as done'],
      ['again', 'Do it again'],
    ]}
  />
)

function Asked<T extends string>({
  after,
  match,
  value,
  onSay,
  legend,
  options,
}: AskProps<T> & {
  readonly legend: string
  readonly options: readonly (readonly [value: T, words: string])[]
}): ReactElement {
  const { state } = useRun()
  const name = useId()
  const [before, now] = [state.plan.steps[match.from], after.steps[match.to]]
  return (
    <fieldset className="correction-ask">
      <legend className="small">{legend}</legend>
      <p className="small">
        <span className="faint">before</span> {before?.title}{' '}
        <span className="faint">line {before?.line}</span>
      </p>
      <p className="small">
        <span className="faint">now</span> {now?.title} <span className="faint">line {now?.line}</span>
      </p>
      <Difference before={before} after={now} />
      <div className="segments">
        {options.map(([each, words]) => (
          <label key={each}>
            <input type="radio" name={name} checked={value === each} onChange={() => onSay(each)} />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

const kinds = { '-': 'gone', '+': 'new', ' ': 'same' } as const

function Difference({
  before,
  after,
}: {
  readonly before: PlanStep | undefined
  readonly after: PlanStep | undefined
}): ReactElement | null {
  const lines = lineDifference(textOf(before), textOf(after))
  if (lines.every((line) => line.startsWith('  '))) return null
  return (
    <pre className="difference" tabIndex={0} aria-label="What was changed">
      {lines.map((line, index) => (
        <span key={index} data-kind={kinds[line.charAt(0) as keyof typeof kinds]}>
          {visibleLine(line)}
        </span>
      ))}
    </pre>
  )
}

const textOf = (step: PlanStep | undefined): string =>
  step?.kind === 'step' ? step.commands.map(({ input }) => commandText(input)).join('\n') : ''

function commandText(input: ActionInput): string {
  if (input.action === 'shell' || input.action === 'script') return input.source.replace(/\n+$/, '')
  if (input.action === 'sql') return input.statement
  return input.action === 'http' ? `${input.method} ${input.url}` : JSON.stringify(input)
}

/** Every step of the corrected text with what becomes of it, then what is in it no more. */
export function CorrectedSteps({
  after,
  mapping,
}: {
  readonly after: Plan
  readonly mapping: readonly ConfirmedMatch[]
}): ReactElement {
  const { state } = useRun()
  const byNew = new Map(mapping.map((match) => [match.to, match]))
  const mapped = new Set(mapping.map(({ from }) => from))
  const gone = worksOf(state.plan).filter(({ id }) => !mapped.has(id))
  return (
    <section aria-label="What becomes of its steps">
      <h3 className="small">What becomes of its steps</h3>
      <ol className="corrected">
        {worksOf(after).map((step, index) => {
          const { tone, words } = becomes(state, after, step.id, byNew.get(step.id))
          return (
            <li key={step.id}>
              <span className="numbers faint">{index + 1}</span>
              <span>{step.title}</span>
              <span className={`tiny tone-${tone}`}>{words}</span>
            </li>
          )
        })}
        {gone.map(({ id, title, undo }) => {
          const words = wordBefore(state, id)
          return (
            <li key={id}>
              <span className="numbers faint">–</span>
              <s>{title}</s>
              <span className="tiny tone-warn">
                gone ({words}
                {undo && words === 'done' ? '; it cannot be taken back any more' : ''})
              </span>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

const wordBefore = (state: ReadonlyRunState, id: StepId): string =>
  stepLook(state.instances.get(instanceIdOf(id, noTurns)), 'going').words

function becomes(
  state: ReadonlyRunState,
  after: Plan,
  to: StepId,
  match: ConfirmedMatch | undefined,
): { readonly tone: Tone; readonly words: string } {
  const becoming = becomingOf(state, after, to, match)
  switch (becoming.kind) {
    case 'new':
      return { tone: 'accent', words: 'new: asked before it runs' }
    case 'again':
      return { tone: 'accent', words: 'changed: done again, asked before it runs' }
    case 'changed':
      return { tone: 'accent', words: 'changed: asked before it runs' }
    case 'kept':
      return { tone: 'plain', words: `changed, kept as ${wordBefore(state, becoming.from)}` }
    case 'same':
      return { tone: 'plain', words: wordBefore(state, becoming.from) }
  }
}
