import { useQuery } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'
import type { InnerRunbook } from '../../../src/plan/inside.ts'
import type { ApprovalSubject, SubjectCommand, SubjectStep } from '../../../src/run/approval-subject.ts'
import { secretPlace } from '../../../src/plan/secret-reference.ts'
import type { ReadonlyRunState } from '../../../src/run/state.ts'
import { namedInCode, namedInWords } from '../../../src/sink/look-alike.ts'
import { formatDuration } from '../../../src/text/duration.ts'
import { ask } from '../../client/ask.ts'
import { useRun } from '../../run/use-run.ts'
import { CommandCode, PlannedCode } from '../../ui/command.tsx'
import { Loading, TroubleNotice } from '../../ui/states.tsx'

/** What an approval is of, as the server makes its hash; looked at anew whenever the run has moved on. */
export function useApproval(effect: string, wanted: 'wanted' | 'not-wanted') {
  const { run, seq } = useRun().state
  return useQuery({
    queryKey: ['approval', effect, seq],
    queryFn: () => ask('seeApproval', { params: { run }, body: { effect } }),
    enabled: wanted === 'wanted',
    gcTime: 0,
  })
}

/** Everything an approval is of, and nothing else. Letters that look like others are named. */
export function ApprovalView({ asked }: { readonly asked: ReturnType<typeof useApproval> }): ReactElement {
  const { state } = useRun()
  if (asked.error) return <TroubleNotice error={asked.error} onRetry={() => void asked.refetch()} />
  if (!asked.data) return <Loading lines={4} />
  const { subject, inner } = asked.data
  const { covers, hash } = subject
  return (
    <div className="approval">
      <dl className="facts">
        {factsOf(state, subject).map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
        <Fact name="Hash">
          <code className="tiny">{hash}</code>
        </Fact>
      </dl>
      <ol>
        {covers.filter(isMoreThanAsking).map(({ step, commands }) => (
          <li key={step.id}>
            <h4>{namedInWords(step.title)}</h4>
            {commands.map((command, index) => (
              <Covered key={index} covered={command} />
            ))}
          </li>
        ))}
      </ol>
      {inner.map((runbook) => (
        <Inner key={runbook.path} runbook={runbook} />
      ))}
    </div>
  )
}

/** What a covered step carries out is approved with it, to the letter: its text is held fast by its hash. */
function Inner({ runbook: { path, steps } }: { readonly runbook: InnerRunbook }): ReactElement {
  return (
    <>
      <h4>Carried out with it: {namedInWords(path)}</h4>
      <p className="tiny">As it is written: its values are known when it begins.</p>
      <ol>
        {steps.map(({ title, blocks }, index) => (
          <li key={index}>
            {namedInWords(title)}
            {blocks.map((text, at) => (
              <pre key={at}>{namedInCode(text)}</pre>
            ))}
          </li>
        ))}
      </ol>
    </>
  )
}

/** The step that asks is in it for what else it does. */
const isMoreThanAsking = ({ commands }: SubjectStep): boolean =>
  commands.length === 0 || commands.some(({ command }) => command.input.action !== 'approve')

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)

function factsOf(
  { plan, mode }: ReadonlyRunState,
  { environment, secrets, directory, validMs }: ApprovalSubject,
): readonly (readonly [string, string])[] {
  const { path, version, documentHash } = plan.runbook
  const commit = version.kind === 'committed' ? `commit ${version.commit}` : version.kind
  return [
    ['Mode', mode],
    ['File', `${namedInWords(path)}, ${commit}, ${documentHash}`],
    ['Directory', namedInCode(directory === '' ? '(where the run was started)' : directory)],
    ['Secrets', secrets.length === 0 ? 'none' : secrets.map(secretPlace).join(', ')],
    ['Sets', environment.join(' ')],
    ...Object.entries(plan.runbooks ?? {}).map(
      ([other, { documentHash: text }]) => [`Runs ${namedInWords(other)}`, text] as const,
    ),
    ['Holds', validMs === undefined ? 'until the run is over' : `for ${formatDuration(validMs)}`],
  ]
}

function Covered({
  covered: { command, resolution },
}: {
  readonly covered: SubjectCommand
}): ReactElement | null {
  switch (resolution.kind) {
    case 'resolved':
      return <CommandCode action={named(resolution.action)} />
    case 'open':
      return (
        <>
          <PlannedCode input={named(command.input)} />
          <p className="tiny tone-warn">
            still open: {resolution.holes.map(({ written }) => written).join(', ')}
          </p>
        </>
      )
    case 'refused':
      return (
        <>
          <PlannedCode input={named(command.input)} />
          <p className="tiny tone-warn">not known yet: {resolution.message}</p>
        </>
      )
    case 'asked':
      return command.input.action === 'approve' ? null : <PlannedCode input={named(command.input)} />
  }
}

/** Every text in it with what is not ASCII named. */
function named<T>(value: T): T {
  if (typeof value === 'string') return namedInCode(value) as T & string
  if (Array.isArray(value)) return value.map((item: unknown) => named(item)) as T & unknown[]
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, named(item as unknown)])) as T
}
