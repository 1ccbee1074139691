import type { ReactElement, ReactNode } from 'react'
import type { Answered } from '../../../src/contract/api.ts'
import type { FieldChange, StepChange } from '../../../src/library/changes.ts'
import { Icon } from '../../ui/icon.tsx'

type Diff = Answered<'runbookDiff'>

/** What is different between two texts of a runbook: facts, parameters, steps, text. */
export function ChangesView({ diff: { from, to, changes } }: { readonly diff: Diff }): ReactElement {
  const facts = [...(changes.title ? [changes.title] : []), ...changes.metadata]
  const isSame = facts.length + changes.parameters.length + changes.steps.length + changes.text.length === 0
  return (
    <>
      <header className="changes-head">
        <h2>What is different</h2>
        <p className="small soft">
          <SideName side={from} /> → <SideName side={to} />
        </p>
      </header>
      {isSame && <p className="small soft">Nothing: they say the same.</p>}
      {changes.executable === 'changed' && (
        <div className="notice" data-tone="warn">
          <Icon name="warning" />
          <p>What is executed is different. A validation of the text before has lapsed.</p>
        </div>
      )}
      <Part name="Facts" of={facts}>
        {facts.map((field) => (
          <Field key={field.name} field={field} />
        ))}
      </Part>
      <Part name="Parameters" of={changes.parameters}>
        {changes.parameters.map((field) => (
          <Field key={field.name} field={field} />
        ))}
      </Part>
      <Part name="Steps" of={changes.steps}>
        {changes.steps.map((step) => (
          <Step key={`${step.before?.line ?? ''}→${step.after?.line ?? ''}`} step={step} />
        ))}
      </Part>
      <Part name="Text" of={changes.text}>
        {changes.text.map(({ section, lines }) => (
          <div key={section + lines[0]} className="change">
            <h4>{section === '' ? 'Above the title' : section}</h4>
            <Lines lines={lines} />
          </div>
        ))}
      </Part>
    </>
  )
}

const SideName = ({ side: { path, commit } }: { readonly side: Diff['from'] }): ReactElement => (
  <>
    <span>{path}</span> {commit === undefined ? 'as it stands' : <code>{commit.slice(0, 10)}</code>}
  </>
)

const Part = ({
  name,
  of,
  children,
}: {
  readonly name: string
  readonly of: readonly unknown[]
  readonly children: ReactNode
}): ReactElement | null =>
  of.length === 0 ? null : (
    <section className="changes-part">
      <h3>{name}</h3>
      {children}
    </section>
  )

const Field = ({ field: { name, before, after } }: { readonly field: FieldChange }): ReactElement => (
  <div className="change">
    <h4>{name}</h4>
    <Lines
      lines={[
        ...(before === undefined ? [] : [`- ${before}`]),
        ...(after === undefined ? [] : [`+ ${after}`]),
      ]}
    />
  </div>
)

const tones = {
  added: 'good',
  removed: 'bad',
  changed: 'warn',
  moved: 'accent',
  'moved and changed': 'warn',
} satisfies Record<StepChange['change'], string>

const Step = ({ step: { change, before, after, lines } }: { readonly step: StepChange }): ReactElement => (
  <div className="change">
    <h4>
      <span className="change-kind" data-tone={tones[change]}>
        {change}
      </span>
      {(after ?? before)?.title}
      {before && after && before.title !== after.title && (
        <span className="faint"> (was: {before.title})</span>
      )}
    </h4>
    {lines.length > 0 && <Lines lines={lines} />}
  </div>
)

const signs: Readonly<Record<string, 'in' | 'out'>> = { '+': 'in', '-': 'out' }
const spoken = { in: 'put in: ', out: 'taken away: ' } as const

/** Lines with their signs, spoken for those who do not see colours. */
const Lines = ({ lines }: { readonly lines: readonly string[] }): ReactElement => (
  <pre className="change-lines" tabIndex={0}>
    {lines.map((line, index) => {
      const sign = line.startsWith('+ ') || line.startsWith('- ') ? signs[line.charAt(0)] : undefined
      return (
        <span key={`${index} ${line}`} data-sign={sign}>
          {sign && <span className="visually-hidden">{spoken[sign]}</span>}
          {line}
          {'\n'}
        </span>
      )
    })}
  </pre>
)
