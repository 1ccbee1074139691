import type { ReactElement } from 'react'
import { useId, useState } from 'react'
import type { InstanceId } from '../../../src/run/instance-id.ts'
import type { PlanWork } from '../../../src/plan/plan.ts'
import type { Answer, SkipReason } from '../../../src/run/question.ts'
import { useAccount } from '../../client/may.ts'
import type { Offer } from '../../run/offers.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DangerDialog } from './danger-dialog.tsx'
import { EvidenceDialog } from './evidence-dialog.tsx'
import { GoToDialog } from './go-to-dialog.tsx'
import type { SightView } from './use-sight.ts'
import { Form } from '../../ui/form.tsx'

type AnswerDialogProps = {
  readonly offer: Offer
  readonly step: PlanWork
  readonly instance: InstanceId
  readonly sight: SightView
  readonly onGive: (answer: Answer) => void
  readonly onClose: () => void
}

/** Asks for what belongs to an answer, then gives it. */
export function AnswerDialog({
  offer,
  step,
  instance,
  sight,
  onGive,
  onClose,
}: AnswerDialogProps): ReactElement | null {
  switch (offer.wants) {
    case 'nothing':
      return null
    case 'danger':
      return (
        <DangerDialog
          sight={sight}
          step={step}
          onRun={() => onGive(offer.choice === 'run' ? sight.runAnswer() : { choice: 'retry' })}
          onClose={onClose}
        />
      )
    case 'step':
      return <GoToDialog onGo={(id) => onGive({ choice: 'go-to', step: id })} onClose={onClose} />
    case 'reason':
      return <SkipDialog onGive={onGive} onClose={onClose} />
    case 'confirm':
      return <ConfirmDialog offer={offer} onGive={onGive} onClose={onClose} />
    case 'approver':
      return <ApproveDialog offer={offer} onGive={onGive} onClose={onClose} />
    case 'text':
      return <SayDialog offer={offer} onGive={onGive} onClose={onClose} />
    case 'evidence':
      return <EvidenceDialog {...{ step, instance, onGive, onClose }} />
  }
}

const confirmations: Readonly<Partial<Record<Offer['choice'], string>>> = {
  'roll-back':
    'What was done is taken back, the last step first. Commands that take back are shown before they run, as the mode says.',
  stop: 'The run ends here as failed. Nothing is taken back.',
  'did-not-happen': 'The command is carried out again. If it did happen after all, it happens twice.',
}

const ConfirmDialog = ({
  offer,
  onGive,
  onClose,
}: Pick<AnswerDialogProps, 'offer' | 'onGive' | 'onClose'>): ReactElement => (
  <Dialog title={`${offer.words}?`} onClose={onClose}>
    <p>{confirmations[offer.choice]}</p>
    <div className="dialog-feet">
      <Button autoFocus onClick={onClose}>
        No, stay
      </Button>
      <Button look="danger" onClick={() => onGive({ choice: offer.choice } as Answer)}>
        {offer.words}
      </Button>
    </div>
  </Dialog>
)

const reasons: readonly (readonly [reason: SkipReason, words: string])[] = [
  ['not-applicable', 'It does not apply here'],
  ['already-done', 'It is already done'],
  ['unsafe', 'It is unsafe now'],
  ['other', 'Another reason'],
]

function SkipDialog({ onGive, onClose }: Pick<AnswerDialogProps, 'onGive' | 'onClose'>): ReactElement {
  const [text, setText] = useState('')
  const id = useId()
  const words = text.trim() === '' ? {} : { text: text.trim() }
  return (
    <Dialog title="Skip this step" onClose={onClose}>
      <div className="field">
        <label htmlFor={id}>More to say, if there is</label>
        <input id={id} className="input" value={text} onChange={({ target }) => setText(target.value)} />
      </div>
      <div className="skip-reasons">
        {reasons.map(([reason, about]) => (
          <Button key={reason} size="large" onClick={() => onGive({ choice: 'skip', reason, ...words })}>
            {about}
          </Button>
        ))}
      </div>
    </Dialog>
  )
}

/** Where people sign in the approval is theirs; where they do not, the name is what somebody says it is. */
function ApproveDialog({
  offer,
  onGive,
  onClose,
}: Pick<AnswerDialogProps, 'offer' | 'onGive' | 'onClose'>): ReactElement {
  const account = useAccount()
  if (account === undefined) return <SayDialog offer={offer} onGive={onGive} onClose={onClose} />
  return (
    <Dialog title="Approve" onClose={onClose}>
      <p>
        You approve what the page shows, and nothing else. It is recorded as the approval of{' '}
        <strong>{account}</strong>.
      </p>
      <div className="dialog-feet">
        <Button onClick={onClose}>No, not yet</Button>
        <Button
          look="primary"
          autoFocus
          onClick={() => onGive({ choice: 'approve', approver: account, asserted: false })}
        >
          Approve
        </Button>
      </div>
    </Dialog>
  )
}

const prompts = {
  fail: { title: 'It failed', label: 'What failed?', button: 'Say that it failed', needed: false },
  deny: { title: 'Deny', label: 'Why?', button: 'Deny', needed: false },
  approve: {
    title: 'Approve',
    label: 'Who approves? The name is recorded as you say it.',
    button: 'Record the approval',
    needed: true,
  },
} as const

function SayDialog({
  offer,
  onGive,
  onClose,
}: Pick<AnswerDialogProps, 'offer' | 'onGive' | 'onClose'>): ReactElement | null {
  const [text, setText] = useState('')
  const id = useId()
  const { choice } = offer
  if (choice !== 'fail' && choice !== 'deny' && choice !== 'approve') return null
  const { title, label, button, needed } = prompts[choice]
  const said = text.trim()
  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        className="dialog-form"
        onSubmit={() => {
          if (said !== '' || !needed) onGive(saidAnswer(choice, said))
        }}
      >
        <div className="field">
          <label htmlFor={id}>{label}</label>
          <input
            id={id}
            className="input"
            autoFocus
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </div>
        <div className="dialog-feet">
          <Button
            type="submit"
            look={offer.look === 'grave' ? 'danger' : 'primary'}
            disabled={needed && said === ''}
          >
            {button}
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}

function saidAnswer(choice: keyof typeof prompts, said: string): Answer {
  const words = said === '' ? {} : { text: said }
  switch (choice) {
    case 'fail':
    case 'deny':
      return { choice, ...words }
    case 'approve':
      return { choice, approver: said, asserted: true }
  }
}
