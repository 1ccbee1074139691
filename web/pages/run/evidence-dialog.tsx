import type { ReactElement } from 'react'
import { useId, useState } from 'react'
import type { PlanWork } from '../../../src/plan/plan.ts'
import type { InstanceId } from '../../../src/run/instance-id.ts'
import type { Answer } from '../../../src/run/question.ts'
import { useRun } from '../../run/use-run.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { AttachButton } from './attaching.tsx'
import { StepFiles } from './evidence.tsx'
import { Form } from '../../ui/form.tsx'

/** The step is done, and shows it: words, a file, or both. */
export function EvidenceDialog({
  step,
  instance,
  onGive,
  onClose,
}: {
  readonly step: PlanWork
  readonly instance: InstanceId
  readonly onGive: (answer: Answer) => void
  readonly onClose: () => void
}): ReactElement {
  const { state } = useRun()
  const [text, setText] = useState('')
  const id = useId()
  const said = text.trim()
  const attached = state.instances.get(instance)?.attached ?? false
  return (
    <Dialog title="Done" onClose={onClose}>
      <Form
        className="dialog-form"
        onSubmit={() => {
          if (said !== '' || attached)
            onGive({ choice: 'done', ...(said === '' ? {} : { evidence: { private: said } }) })
        }}
      >
        <div className="field">
          <label htmlFor={id}>Evidence: {step.evidence}</label>
          <textarea
            id={id}
            className="input"
            autoFocus
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <p className="field-about">Words, or a file: choose one, drop it here, or paste a picture.</p>
        </div>
        <StepFiles instance={instance} />
        <div className="dialog-feet" data-instance={instance} data-run={state.run}>
          <AttachButton instance={instance}>Attach a file</AttachButton>
          <Button type="submit" look="primary" disabled={said === '' && !attached}>
            Done
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}
