import './compare.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'
import { useMemo } from 'react'
import type { Answered } from '../../../src/contract/api.ts'
import { deviationsOf, deviationWords } from '../../../src/run/deviations.ts'
import { fold } from '../../../src/run/fold.ts'
import { statusOf } from '../../../src/run/headline.ts'
import { valueText } from '../../../src/run/values.ts'
import { ask } from '../../client/ask.ts'
import { runQuery } from '../../client/queries.ts'
import type { ComparedRun, ComparedStep } from '../../run/compare.ts'
import { compareSteps } from '../../run/compare.ts'
import { historyOf } from '../../run/history.ts'
import { shownLine } from '../../run/log-lines.ts'
import { stepLook } from '../../run/words.ts'
import { Icon } from '../../ui/icon.tsx'
import { Empty, Loading, TroubleNotice } from '../../ui/states.tsx'
import { StatusChip } from '../../ui/status.tsx'
import { Ago, shortDuration, wholeDuration } from '../../ui/time.tsx'
import { useTitle } from '../../ui/title.ts'

/** Two runs of a runbook beside each other, step by step. */
export function ComparePage(): ReactElement {
  useTitle('Compare runs')
  const { a = '', b = '' } = useSearch({ from: '/runs/compare' })
  const [one, two] = [useQuery(runQuery(a)), useQuery(runQuery(b))]
  const error = one.error ?? two.error
  return (
    <div className="page">
      <div className="page-head">
        <h1>Compare runs</h1>
        <Link className="button" to="/runs" search={one.data ? { path: one.data.head.path } : {}}>
          <Icon name="back" size={16} /> Runs
        </Link>
      </div>
      {error && <TroubleNotice error={error} />}
      {!error && !(one.data && two.data) && <Loading lines={8} height="2.5rem" />}
      {one.data && two.data && <Compared shown={[one.data, two.data]} />}
    </div>
  )
}

const comparedRun = ({ head, plan, facts }: Answered<'showRun'>): ComparedRun => {
  const state = fold(head.run, plan, facts)
  return { state, facts, history: historyOf(head.run, facts) }
}

function Compared({
  shown: [a, b],
}: {
  readonly shown: readonly [Answered<'showRun'>, Answered<'showRun'>]
}): ReactElement {
  const [one, two] = useMemo(() => [comparedRun(a), comparedRun(b)] as const, [a, b])
  const steps = compareSteps(one, two)
  const sameText = one.state.plan.runbook.documentHash === two.state.plan.runbook.documentHash
  if (a.head.path !== b.head.path)
    return (
      <Empty icon="runs" title="These are runs of different runbooks">
        <p>Choose two runs of the same one: their steps are put beside each other.</p>
      </Empty>
    )
  return (
    <>
      {!sameText && (
        <div className="notice compare-notice" data-tone="warn">
          <Icon name="warning" size={16} />
          <p>The text was changed between the two: steps are matched by title and content.</p>
        </div>
      )}
      <div className="compare" role="table" aria-label="The two runs, step by step">
        <div role="row" className="compare-row compare-heads">
          <span role="columnheader" className="visually-hidden">
            Step
          </span>
          <RunHeadline run={one} />
          <RunHeadline run={two} />
        </div>
        <ValuesRow one={one} two={two} />
        {steps.map((step) => (
          <StepRow key={step.key} step={step} runs={[one, two]} />
        ))}
      </div>
    </>
  )
}

const RunHeadline = ({ run: { state, facts } }: { readonly run: ComparedRun }): ReactElement => {
  const deviations = deviationsOf(facts, state)
  return (
    <div role="columnheader" className="compare-cell">
      <p className="compare-run">
        <StatusChip status={statusOf(state)} />
        <Link className="link" to="/runs/$run" params={{ run: state.run }}>
          <Ago at={state.startedAt} />
        </Link>
      </p>
      <p className="small soft">
        {state.startedBy} · {wholeDuration(state.changedAt - state.startedAt)} · {state.mode}
      </p>
      {deviations.length > 0 && (
        <details className="small">
          <summary>{deviations.length === 1 ? 'One deviation' : `${deviations.length} deviations`}</summary>
          <ul className="soft">
            {deviations.map((deviation) => (
              <li key={`${deviation.at}${deviation.step}${deviation.kind}`}>{deviationWords(deviation)}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

/** Only what is different; the same values say nothing. */
function ValuesRow({
  one,
  two,
}: {
  readonly one: ComparedRun
  readonly two: ComparedRun
}): ReactElement | null {
  const [a, b] = [valuesOf(one), valuesOf(two)]
  const names = [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name))
  if (names.length === 0) return null
  const cell = (values: ReadonlyMap<string, string>): ReactElement => (
    <div role="cell" className="compare-cell">
      <dl className="facts">
        {names.map((name) => (
          <Fact key={name} name={name} value={values.get(name) ?? '(not given)'} />
        ))}
      </dl>
    </div>
  )
  return (
    <div role="row" className="compare-row">
      <span role="rowheader" className="compare-title">
        Parameters that differ
      </span>
      {cell(a)}
      {cell(b)}
    </div>
  )
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }): ReactElement => (
  <>
    <dt>{name}</dt>
    <dd>
      <code>{value}</code>
    </dd>
  </>
)

const valuesOf = ({ state }: ComparedRun): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(state.plan.values).map(([name, value]) => [
      name,
      'secret' in value ? `a secret, from ${value.secret}` : valueText(value.value),
    ]),
  )

function StepRow({
  step: { title, sides },
  runs,
}: {
  readonly step: ComparedStep
  readonly runs: readonly [ComparedRun, ComparedRun]
}): ReactElement {
  const cells = sides.map((id, index) => ({ id, run: runs[index] }))
  const outcomes = cells.map(({ id, run }) => (id && run ? outcomeOf(run, id).words : 'not in this text'))
  return (
    <div
      role="row"
      className="compare-row"
      {...(outcomes[0] === outcomes[1] ? {} : { 'data-different': '' })}
    >
      <span role="rowheader" className="compare-title">
        {title}
      </span>
      {cells.map(({ id, run }, index) => (
        <div key={index} role="cell" className="compare-cell">
          {id && run ? <StepCell run={run} id={id} /> : <span className="small faint">not in this text</span>}
        </div>
      ))}
    </div>
  )
}

const outcomeOf = ({ state, history }: ComparedRun, id: string) =>
  stepLook(
    [...state.instances.values()].find((instance) => instance.id === id),
    state.ended ? 'ended' : 'going',
    history.get(id)?.undone,
  )

function StepCell({ run, id }: { readonly run: ComparedRun; readonly id: string }): ReactElement {
  const { tone, words } = outcomeOf(run, id)
  const past = run.history.get(id)
  const tries = past?.tries.filter(({ stage }) => stage === 'main') ?? []
  const last = tries.at(-1)
  // A step may have several commands: only the last one's tries are meant.
  const again = tries.filter(({ at }) => at === last?.at).length
  const took = past?.endedAt === undefined || past.enteredAt === 0 ? undefined : past.endedAt - past.enteredAt
  return (
    <>
      <p className="small compare-outcome">
        <span className={`tone-${tone}`}>{words}</span>
        {took !== undefined && <span className="faint numbers">{shortDuration(took)}</span>}
        {again > 1 && <span className="faint">{again} tries</span>}
        {last?.end?.end.kind === 'exit' && <span className="faint">exit {last.end.end.code}</span>}
      </p>
      {last && <OutputTail run={run.state.run} seq={last.seq} />}
    </>
  )
}

/** So many of its last lines tell how it came out. */
const tailLines = 6

function OutputTail({ run, seq }: { readonly run: string; readonly seq: number }): ReactNode {
  const { data } = useQuery({
    queryKey: ['tail', run, seq],
    queryFn: () => ask('readLog', { params: { run, seq: `${seq}` }, query: { count: `${tailLines}` } }),
    staleTime: 60_000,
  })
  if (!data || data.lines.length === 0) return null
  return (
    <pre className="compare-tail" tabIndex={0} aria-label="The end of its output">
      {data.lines
        .map((line, index) =>
          shownLine(line, data.from + index + 1)
            .parts.map(({ text }) => text)
            .join(''),
        )
        .join('\n')}
    </pre>
  )
}
