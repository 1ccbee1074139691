import type { ReactElement, ReactNode } from 'react'
import type { PlanValue } from '../../../src/plan/plan.ts'
import { reveal } from '../../../src/run/event/private.ts'
import type { Fact } from '../../../src/run/evolve.ts'
import { momentWords } from '../../../src/run/report/timeline.ts'
import { valueText } from '../../../src/run/values.ts'
import { useRun } from '../../run/use-run.ts'
import { Icon } from '../../ui/icon.tsx'
import { Ago, Clock } from '../../ui/time.tsx'
import { VersionWords } from '../runbook/runbook-header.tsx'
import { EvidenceBox } from './evidence.tsx'

/** Beside the checklist: what the run is for, whom to call, and what happened so far. */
export function RunSide(): ReactElement {
  const { state, facts } = useRun()
  const { runbook, values } = state.plan
  const { outcome, owner, escalation, version } = runbook
  return (
    <aside className="run-side" aria-label="About this run">
      <section className="side-box">
        <h2>About this run</h2>
        <dl className="facts">
          {outcome !== undefined && <Fact name="Outcome">{outcome}</Fact>}
          <Fact name="Call">{escalation ?? owner ?? <span className="faint">nobody is named</span>}</Fact>
          <Fact name="Operator">{state.operator === '' ? state.startedBy : state.operator}</Fact>
          <Fact name="Started">
            <Ago at={state.startedAt} /> by {state.startedBy}
          </Fact>
          <Fact name="Text">
            <VersionWords version={version} />
          </Fact>
          <Fact name="Run">
            <code className="tiny">{state.run}</code>
          </Fact>
        </dl>
      </section>
      {Object.keys(values).length > 0 && (
        <section className="side-box">
          <h2>Parameters</h2>
          <dl className="facts">
            {Object.entries(values).map(([name, value]) => (
              <Fact key={name} name={name}>
                <Value value={value} />
              </Fact>
            ))}
          </dl>
        </section>
      )}
      <EvidenceBox />
      <Timeline facts={facts} />
    </aside>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)

function Value({ value }: { readonly value: PlanValue }): ReactElement {
  if ('secret' in value) return <span className="faint">a secret, read from {value.secret}</span>
  const text = valueText(value.value)
  return text === '' ? <span className="faint">empty</span> : <code>{text}</code>
}

/** What people did and decided, and how steps came out; the newest first. */
function Timeline({ facts }: { readonly facts: readonly Fact[] }): ReactElement {
  const { state } = useRun()
  const moments = facts.flatMap(({ event, at, by, seq }) => {
    const words =
      event.type === 'note.added' ? `note: ${reveal(event.text, '(erased)')}` : momentWords(event, state.plan)
    return words === undefined ? [] : [{ seq, at, by, words, isNote: event.type === 'note.added' }]
  })
  return (
    <section className="side-box">
      <h2>Timeline</h2>
      <ol className="timeline">
        {moments.toReversed().map(({ seq, at, by, words, isNote }) => (
          <li key={seq}>
            <Clock at={at} />
            <span>
              {isNote && <Icon name="note" size={13} />} {words}
              {by.kind === 'person' && <span className="faint"> · {by.id}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
