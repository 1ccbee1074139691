import type { ReactElement } from 'react'
import { useState } from 'react'
import type { WireInput } from '../../../src/contract/run.ts'
import type { Mode } from '../../../src/run/mode.ts'
import { addressOf } from '../../client/ask.ts'
import { useMay } from '../../client/may.ts'
import { useRun } from '../../run/use-run.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { ModeChoice } from '../runbook/mode-choice.tsx'
import { useTouch } from './use-touch.ts'
import { Form } from '../../ui/form.tsx'

/** What concerns the whole run and is done seldom. */
export function RunMenu({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { state } = useRun()
  const touch = useTouch()
  const may = useMay()
  const send = (input: WireInput): void => touch.mutate(input, { onSuccess: onClose })
  const { run } = state
  return (
    <Dialog title="This run" onClose={onClose}>
      {touch.error && <TroubleNotice error={touch.error} />}
      {!state.ended && may('steer-run') && (
        <ModeOf mode={state.mode} onChange={(mode) => send({ kind: 'change-mode', mode })} />
      )}
      {may('add-note') && (
        <Saying
          label="Note"
          lines="several"
          button="Add the note"
          onSay={(text) => send({ kind: 'note', text })}
        />
      )}
      {!state.ended && may('hand-over') && (
        <Saying
          label="Hand over to"
          button="Hand over"
          lines="one"
          onSay={(to) => send({ kind: 'hand-over', to })}
        />
      )}
      <div className="run-menu-links">
        <a className="button" href={addressOf('reportRun', { run }, { format: 'md' })} download>
          <Icon name="report" size={16} /> Report
        </a>
        <a className="button" href={addressOf('reportRun', { run }, { format: 'json' })} download>
          <Icon name="download" size={16} /> Report as JSON
        </a>
        {!state.ended && may('add-note') && (
          <Button icon="phone" onClick={() => send({ kind: 'escalate' })}>
            Call for help
          </Button>
        )}
      </div>
      {!state.ended && may('cancel-run') && (
        <Cancel onCancel={(reason) => send({ kind: 'cancel', ...(reason === '' ? {} : { reason }) })} />
      )}
    </Dialog>
  )
}

const ModeOf = ({ mode, onChange }: { readonly mode: Mode; readonly onChange: (mode: Mode) => void }) => (
  <div className="field">
    <span className="field-label">How it is carried out</span>
    <ModeChoice mode={mode} onChange={onChange} />
  </div>
)

/** A line or two to say, and the button that says it. */
function Saying({
  label,
  button,
  lines,
  onSay,
}: {
  readonly label: string
  readonly button: string
  readonly lines: 'one' | 'several'
  readonly onSay: (text: string) => void
}): ReactElement {
  const [text, setText] = useState('')
  return (
    <Form
      className="field"
      onSubmit={() => {
        if (text.trim() !== '') onSay(text.trim())
      }}
    >
      <label className="saying">
        <span className="field-label">{label}</span>
        {lines === 'one' ? (
          <input className="input" value={text} onChange={({ target }) => setText(target.value)} />
        ) : (
          <textarea
            className="input"
            rows={2}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </label>
      <Button type="submit" disabled={text.trim() === ''}>
        {button}
      </Button>
    </Form>
  )
}

function Cancel({ onCancel }: { readonly onCancel: (reason: string) => void }): ReactElement {
  const [reason, setReason] = useState('')
  return (
    <Form className="field run-cancel" onSubmit={() => onCancel(reason.trim())}>
      <label className="saying">
        <span className="field-label">Cancel the run, because</span>
        <input className="input" value={reason} onChange={({ target }) => setReason(target.value)} />
      </label>
      <p className="field-about">A command that is running is ended. What was done stays as it is.</p>
      <Button type="submit" look="danger" icon="stop">
        Cancel the run
      </Button>
    </Form>
  )
}
