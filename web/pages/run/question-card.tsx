import type { ReactElement } from 'react'
import { useEffect, useRef, useState } from 'react'
import type { PlanWork } from '../../../src/plan/plan.ts'
import { commandAt } from '../../../src/run/conclude.ts'
import type { Answer, Choice } from '../../../src/run/question.ts'
import { isExecuted } from '../../../src/run/resolve/command.ts'
import type { OpenQuestion, ReadonlyRunState } from '../../../src/run/state.ts'
import type { Offer, OfferFacts } from '../../run/offers.ts'
import { offersOf, verbOf } from '../../run/offers.ts'
import { useAccount, useMay } from '../../client/may.ts'
import { useRun } from '../../run/use-run.ts'
import { questionWords } from '../../run/words.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useKeys } from '../../ui/keys.ts'
import { TroubleNotice } from '../../ui/states.tsx'
import { AnswerDialog } from './answer-dialog.tsx'
import { ApprovalView, useApproval } from './approval-view.tsx'
import { CommandSight } from './command-sight.tsx'
import { needsTerminal, TerminalNeeded } from './terminal-needed.tsx'
import type { SightView } from './use-sight.ts'
import { useSight } from './use-sight.ts'
import { useTouch } from './use-touch.ts'
import { Options } from './options.tsx'

type QuestionCardProps = {
  readonly open: OpenQuestion
  readonly step: PlanWork
  /** The one whose answers are at the thumb and under the keys. */
  readonly primary: boolean
}

/** What a person is asked, and every answer there is: those a terminal takes. */
export function QuestionCard({ open, step, primary }: QuestionCardProps): ReactElement {
  const { question } = open
  const { state } = useRun()
  const touch = useTouch()
  const sight = useSight(open, commandOf(step, open))
  const approval = useApproval(open.effect, question.kind === 'approve' ? 'wanted' : 'not-wanted')
  const [asking, setAsking] = useState<Offer>()
  const may = useMay()
  const isPartOfIt = useIsPartOf(state)
  const mayAnswer = may(question.kind === 'approve' ? 'approve' : 'answer')
  const attached = state.instances.get(open.instance)?.attached ?? false
  const offers = offersOf(question, {
    careful: sight.careful,
    command: canRun(sight, question),
    undoing: state.status === 'rolling-back',
    evidence: step.evidence !== undefined && !attached,
  }).filter(({ choice }) => may(verbOf(choice)) && !(choice === 'approve' && isPartOfIt))
  const give = (answer: Answer): void => {
    setAsking(undefined)
    const subject = approval.data?.subject.hash
    // What is approved is what stands here, and nothing that came after it.
    const given = answer.choice === 'approve' && subject !== undefined ? { ...answer, subject } : answer
    touch.mutate({ kind: 'answer', effect: open.effect, answer: given })
  }
  const press = (offer: Offer): void => {
    if (offer.wants !== 'nothing') setAsking(offer)
    else if (offer.choice === 'run') give(sight.runAnswer())
    else give(plainAnswer(offer.choice))
  }
  const waits = touch.isPending || (question.kind === 'run' && sight.command === 'ready' && !sight.isSettled)
  const usable = ({ choice }: Offer): boolean =>
    !touch.isPending && !(choice === 'run' && waits) && !(choice === 'approve' && !approval.data)
  useKeys(
    primary ? Object.fromEntries(offers.filter(usable).map((offer) => [offer.key, () => press(offer)])) : {},
  )
  const card = useRef<HTMLElement>(null)
  useEffect(() => {
    // Whoever answered the question before this one stood in it when it went away: they stand in this one now.
    if (primary && document.activeElement === document.body) card.current?.focus({ preventScroll: true })
  }, [primary])
  return (
    <section
      ref={card}
      tabIndex={-1}
      className="question"
      data-kind={question.kind}
      aria-label="Question"
      aria-busy={touch.isPending}
    >
      <h3>{questionWords(question)}</h3>
      {question.kind === 'failed' && <Guidance question={question} contact={state.plan.runbook.escalation} />}
      {question.kind === 'approve' && <ApprovalView asked={approval} />}
      {sight.command !== 'none' && <CommandSight sight={sight} stage={open.stage} keys={primary} />}
      {needsTerminal(sight.planned) && <TerminalNeeded />}
      {mayAnswer ? (
        <Options question={question} primary={primary} disabled={touch.isPending} onGive={give} />
      ) : (
        <WaitsForOthers kind={question.kind} />
      )}
      {question.kind === 'approve' && mayAnswer && isPartOfIt && (
        <p className="small soft">You started this run or worked in it: somebody else approves it.</p>
      )}
      {touch.error && <TroubleNotice error={touch.error} />}
      <div className="answers" data-primary={primary || undefined}>
        {offers.map((offer) => (
          <Button
            key={offer.choice}
            look={offer.look}
            size="large"
            disabled={!usable(offer)}
            onClick={() => press(offer)}
            {...(primary ? { shortcut: offer.key } : {})}
          >
            {offer.words}
          </Button>
        ))}
      </div>
      {asking && (
        <AnswerDialog
          offer={asking}
          step={step}
          instance={open.instance}
          sight={sight}
          onGive={give}
          onClose={() => setAsking(undefined)}
        />
      )}
    </section>
  )
}

/** Nobody approves what they began or worked on; where nobody signs in, the names say who it was. */
function useIsPartOf({ startedBy, people }: ReadonlyRunState): boolean {
  const account = useAccount()
  return account !== undefined && (startedBy === account || people.has(account))
}

/** Said to whoever may look and not answer. */
const WaitsForOthers = ({ kind }: { readonly kind: OpenQuestion['question']['kind'] }): ReactElement => (
  <p className="small soft">
    {kind === 'approve' ? 'This waits for an approver.' : 'This waits for an operator.'}
  </p>
)

/** Another runbook has no command of its own: its steps ask when they come to theirs. */
function canRun({ planned, command }: SightView, { kind }: OpenQuestion['question']): OfferFacts['command'] {
  if (command === 'none') return kind === 'run' ? 'ready' : 'none'
  return needsTerminal(planned) && command === 'ready' ? 'refused' : command
}

function commandOf(step: PlanWork, { question, stage, at }: OpenQuestion) {
  if (stage === 'children' || (question.kind !== 'run' && question.kind !== 'failed')) return undefined
  const command = commandAt(step, stage, at)
  return command && isExecuted(command.input) ? command : undefined
}

type Plain = Extract<Answer, { choice: Exclude<Choice, 'approve' | 'option' | 'pick' | 'go-to' | 'skip'> }>

/** An answer that is its choice and nothing else. A skip that asks for no reason has none. */
const plainAnswer = (choice: Choice): Answer =>
  choice === 'skip' ? { choice, reason: 'other' } : ({ choice } as Plain)

/** What the author wrote for this case, and whom to call. */
const Guidance = ({
  question,
  contact,
}: {
  readonly question: Extract<OpenQuestion['question'], { kind: 'failed' }>
  readonly contact: string | undefined
}): ReactElement | null =>
  question.guidance === undefined && !question.escalate ? null : (
    <div className="notice" data-tone="warn">
      <Icon name={question.escalate ? 'phone' : 'warning'} />
      <div>
        {question.guidance !== undefined && <p>{question.guidance}</p>}
        {question.escalate && (
          <p>
            Call for help: <strong>{contact ?? 'the runbook names nobody'}</strong>
          </p>
        )}
      </div>
    </div>
  )
