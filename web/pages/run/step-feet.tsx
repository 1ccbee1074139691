import type { ReactElement } from 'react'
import { useState } from 'react'
import type { PlanWork } from '../../../src/plan/plan.ts'
import type { InstanceId } from '../../../src/run/instance-id.ts'
import type { Given, StepHistory } from '../../run/history.ts'
import type { OpenQuestion } from '../../../src/run/state.ts'
import { useMay } from '../../client/may.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useKeys } from '../../ui/keys.ts'
import { TroubleNotice } from '../../ui/states.tsx'
import { Clock } from '../../ui/time.tsx'
import { useRun } from '../../run/use-run.ts'
import { useTouch } from './use-touch.ts'
import { AttachButton } from './attaching.tsx'
import { StepFiles } from './evidence.tsx'
import { NoteDialog, RemarkDialog } from './say-dialogs.tsx'

/** What people said of the step and in it, and the way to say more. */
export function StepFeet({
  step,
  id,
  history,
  open,
}: {
  readonly step: PlanWork
  readonly id: InstanceId
  readonly history: StepHistory | undefined
  readonly open: OpenQuestion | undefined
}): ReactElement {
  const [saying, setSaying] = useState<'note' | 'remark'>()
  const touch = useTouch()
  const mayNote = useMay()('add-note')
  const isDone = useRun().state.instances.get(id)?.status.kind === 'succeeded'
  // Where `n` answers a question it is no note.
  const answersNo = open?.question.kind === 'check' || open?.question.kind === 'unknown'
  useKeys(
    open && mayNote
      ? { m: () => setSaying('remark'), ...(answersNo ? {} : { n: () => setSaying('note') }) }
      : {},
  )
  return (
    <footer className="step-feet">
      {touch.error && <TroubleNotice error={touch.error} />}
      <StepFiles instance={id} />
      {history && <Said history={history} />}
      <div className="step-tools">
        {mayNote && (
          <>
            <Button look="quiet" size="small" icon="note" onClick={() => setSaying('note')}>
              Note
            </Button>
            <Button look="quiet" size="small" icon="flag" onClick={() => setSaying('remark')}>
              Remark on the text
            </Button>
          </>
        )}
        {mayNote && isDone && history?.remarks.length === 0 && (
          <Button
            look="quiet"
            size="small"
            icon="check"
            disabled={touch.isPending}
            onClick={() => touch.mutate({ kind: 'remark', step: step.id, verdict: 'works' })}
          >
            It works as written
          </Button>
        )}
        <AttachButton instance={id}>Attach</AttachButton>
      </div>
      {saying === 'note' && <NoteDialog instance={id} onClose={() => setSaying(undefined)} />}
      {saying === 'remark' && <RemarkDialog step={step} onClose={() => setSaying(undefined)} />}
    </footer>
  )
}

const Said = ({
  history: { answers, notes, remarks },
}: {
  readonly history: StepHistory
}): ReactElement | null =>
  answers.length + notes.length + remarks.length === 0 ? null : (
    <ul className="step-said tiny soft">
      {answers.map((given) => (
        <li key={`a${given.at}`}>
          <Icon name="owner" size={13} /> <strong>{given.by}</strong> {answerWords(given)} ·{' '}
          <Clock at={given.at} />
        </li>
      ))}
      {notes.map(({ at, by, text }) => (
        <li key={`n${at}`}>
          <Icon name="note" size={13} /> <strong>{by}</strong>: {text} · <Clock at={at} />
        </li>
      ))}
      {remarks.map(({ by, verdict, text, line }, index) => (
        <li key={index}>
          <Icon name="flag" size={13} /> <strong>{by}</strong>: the text (line {line}) {remarkWords[verdict]}
          {text !== undefined && `: ${text}`}
        </li>
      ))}
    </ul>
  )

const remarkWords = { works: 'works', unclear: 'is unclear', wrong: 'is wrong' } as const

function answerWords({ answer, question }: Given): string {
  switch (answer.choice) {
    case 'run':
      return answer.edited ? 'changed the command and pressed run' : 'pressed run'
    case 'done':
      return answer.evidence && 'private' in answer.evidence
        ? `did it; evidence: ${answer.evidence.private}`
        : 'did it'
    case 'skip':
      return `skipped it: ${answer.reason}${answer.text === undefined ? '' : `, ${answer.text}`}`
    case 'fail':
      return `said it failed${answer.text === undefined ? '' : `: ${answer.text}`}`
    case 'approve':
      return `recorded the approval of ${answer.approver}`
    case 'deny':
      return `denied it${answer.text === undefined ? '' : `: ${answer.text}`}`
    case 'option':
      return `chose ${question.kind === 'choose' ? `“${question.options[answer.index] ?? ''}”` : ''}`
    case 'pick':
      return 'picked what is next'
    case 'go-to':
      return 'went to another step'
    default:
      return `answered: ${answer.choice.replaceAll('-', ' ')}`
  }
}
