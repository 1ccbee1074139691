import type { ReactElement } from 'react'
import type { PlanBody, PlanWork } from '../../../src/plan/plan.ts'
import type { InstanceId } from '../../../src/run/instance-id.ts'
import type { Instance } from '../../../src/run/state.ts'
import type { StepHistory, Try } from '../../run/history.ts'
import { useRun } from '../../run/use-run.ts'
import { fillFrom } from '../../run/words.ts'
import { Code } from '../../ui/code.tsx'
import { PlannedCode } from '../../ui/command.tsx'
import { linkInLibrary } from '../../ui/library-link.ts'
import { Markdown } from '../../ui/markdown/markdown.tsx'
import { Attempts } from './attempts.tsx'
import { ChildRuns } from './child-runs.tsx'
import { QuestionCard } from './question-card.tsx'
import { StepFeet } from './step-feet.tsx'

type StepBodyProps = {
  readonly step: PlanWork
  readonly id: InstanceId
  readonly instance: Readonly<Instance> | undefined
  readonly history: StepHistory | undefined
  readonly current: boolean
}

/** What a step says, each command with what became of it, and the question where it is asked. */
export function StepBody({ step, id, instance, history, current }: StepBodyProps): ReactElement {
  const { state } = useRun()
  const open = [...state.questions.values()].find((question) => question.instance === id)
  const tries = history?.tries ?? []
  const asksAt = open?.question.kind === 'run' && open.stage === 'main' ? open.at : undefined
  const card = open && <QuestionCard key={open.effect} open={open} step={step} primary={current} />
  const fill = fillFrom(state, instance)
  const others = tries.filter(({ stage }) => stage !== 'main')
  return (
    <>
      <People step={step} />
      {step.body.map((part, index) =>
        part.kind === 'command' && part.index === asksAt ? (
          <div key={index} className="step-command">
            <Attempts tries={triesOf(tries, part.index)} />
            {card}
          </div>
        ) : (
          <Part key={index} {...{ part, step, tries, fill, path: state.plan.runbook.path }} />
        ),
      )}
      {others.length > 0 && <Attempts tries={others} labelled />}
      <ChildRuns runs={history?.children ?? []} current={current} />
      {asksAt === undefined && card}
      {instance && <Waiting id={id} />}
      <StepFeet step={step} id={id} history={history} open={open} />
    </>
  )
}

const triesOf = (tries: readonly Try[], index: number): readonly Try[] =>
  tries.filter(({ stage, at }) => stage === 'main' && at === index)

function Part({
  part,
  step,
  tries,
  fill,
  path,
}: {
  readonly part: PlanBody
  readonly step: PlanWork
  readonly tries: readonly Try[]
  readonly fill: (text: string) => string
  readonly path: string
}): ReactElement | null {
  switch (part.kind) {
    case 'markdown':
      return <Markdown text={part.text} body="item" fill={fill} link={linkInLibrary(path)} />
    case 'code':
      return (
        <Code
          text={part.text}
          language={part.language}
          {...(part.sample
            ? { head: 'it should look like this' }
            : part.refusal
              ? { head: `only to copy: ${part.refusal.message}` }
              : {})}
        />
      )
    case 'command': {
      const command = step.commands[part.index]
      return command ? (
        <div className="step-command">
          <PlannedCode input={command.input} />
          <Attempts tries={triesOf(tries, part.index)} />
        </div>
      ) : null
    }
  }
}

const People = ({ step }: { readonly step: PlanWork }): ReactElement | null => {
  const said = [
    ...(step.who === undefined ? [] : [`who: ${step.who}`]),
    ...(step.evidence === undefined ? [] : [`evidence: ${step.evidence}`]),
  ]
  return said.length === 0 ? null : <p className="small soft">{said.join(' · ')}</p>
}

/** A timer that is set: when it goes on. */
function Waiting({ id }: { readonly id: InstanceId }): ReactElement | null {
  const { state } = useRun()
  const timer = [...state.timers.values()].find(({ instance }) => instance === id)
  if (!timer) return null
  return (
    <p className="small soft">
      {timer.purpose === 'retry' ? 'It is tried again at ' : 'It waits until '}
      <time dateTime={new Date(timer.due).toISOString()}>{new Date(timer.due).toLocaleTimeString()}</time>.
    </p>
  )
}
