import type { ReactElement } from 'react'
import { useId, useState } from 'react'
import type { PlanWork } from '../../../src/plan/plan.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { useTouch } from './use-touch.ts'
import { Form } from '../../ui/form.tsx'

/** A note goes into the record beside the step. */
export function NoteDialog({
  instance,
  onClose,
}: {
  readonly instance: string
  readonly onClose: () => void
}): ReactElement {
  const touch = useTouch()
  const [text, setText] = useState('')
  const id = useId()
  return (
    <Dialog title="Note" onClose={onClose}>
      <Form
        className="dialog-form"
        onSubmit={() => touch.mutate({ kind: 'note', text: text.trim(), instance }, { onSuccess: onClose })}
      >
        <div className="field">
          <label htmlFor={id}>What should be kept with this step?</label>
          <textarea
            id={id}
            className="input"
            autoFocus
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </div>
        {touch.error && <TroubleNotice error={touch.error} />}
        <div className="dialog-feet">
          <Button type="submit" look="primary" disabled={text.trim() === '' || touch.isPending}>
            Add the note
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}

const verdicts = [
  ['works', 'It works'],
  ['unclear', 'It is unclear'],
  ['wrong', 'It is wrong'],
] as const

/** What someone who carries it out says of the text: the author sees it at its line. */
export function RemarkDialog({
  step,
  onClose,
}: {
  readonly step: PlanWork
  readonly onClose: () => void
}): ReactElement {
  const touch = useTouch()
  const [verdict, setVerdict] = useState<(typeof verdicts)[number][0]>('unclear')
  const [text, setText] = useState('')
  const id = useId()
  return (
    <Dialog title={`Remark on line ${step.line}`} onClose={onClose}>
      <Form
        className="dialog-form"
        onSubmit={() => {
          const words = text.trim() === '' ? {} : { text: text.trim() }
          touch.mutate({ kind: 'remark', step: step.id, verdict, ...words }, { onSuccess: onClose })
        }}
      >
        <fieldset className="mode-choice">
          <legend className="field-label">The text of this step</legend>
          <div className="segments">
            {verdicts.map(([value, words]) => (
              <label key={value}>
                <input
                  type="radio"
                  name="verdict"
                  value={value}
                  checked={verdict === value}
                  onChange={() => setVerdict(value)}
                />
                {words}
              </label>
            ))}
          </div>
        </fieldset>
        <div className="field">
          <label htmlFor={id}>What about it?</label>
          <textarea id={id} className="input" value={text} onChange={({ target }) => setText(target.value)} />
        </div>
        {touch.error && <TroubleNotice error={touch.error} />}
        <div className="dialog-feet">
          <Button type="submit" look="primary" disabled={touch.isPending}>
            Add the remark
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}
