import type { ReactElement } from 'react'
import { useId, useState } from 'react'
import type { PlanWork } from '../../../src/plan/plan.ts'
import { visibleLine } from '../../../src/sink/visible.ts'
import { useRun } from '../../run/use-run.ts'
import { Button } from '../../ui/button.tsx'
import { CommandCode, PlannedCode } from '../../ui/command.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { LandingLine } from '../../ui/landing.tsx'
import type { SightView } from './use-sight.ts'

/**
 * What destroys, is privileged, or lands elsewhere than the command before, runs only after someone has written
 * where. Enter does nothing here: the last press is a button of its own.
 */
export function DangerDialog({
  sight,
  step,
  onRun,
  onClose,
}: {
  readonly sight: SightView
  readonly step: PlanWork
  readonly onRun: () => void
  readonly onClose: () => void
}): ReactElement {
  const { state } = useRun()
  const [typed, setTyped] = useState('')
  const id = useId()
  const landing = sight.shown?.landing
  // A tried command's landing is not looked at again; it was started on the run's own host.
  const target = nameOf(landing?.host ?? state.startedOn.split('@').at(-1) ?? step.title)
  const planned = step.commands.flatMap(({ dangers }) => dangers.map(({ what }) => what))
  const dangers = new Set(sight.shown?.dangers ?? planned)
  return (
    <Dialog title="This needs a second look" onClose={onClose}>
      {[...dangers, ...sight.changes.map((change) => `changed: ${change}`)].map((danger) => (
        <div key={danger} className="notice" data-tone="bad">
          <Icon name="warning" size={16} />
          <p>{visibleLine(danger)}</p>
        </div>
      ))}
      {sight.shown?.action ? (
        <CommandCode action={sight.shown.action} />
      ) : (
        sight.planned && <PlannedCode input={sight.planned} />
      )}
      {landing && <LandingLine landing={landing} />}
      <div className="field">
        <label htmlFor={id}>
          Write <code>{target}</code>, where it runs
        </label>
        <input
          id={id}
          className="input"
          data-mono=""
          autoFocus
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={typed}
          onChange={({ target: { value } }) => setTyped(value)}
        />
      </div>
      <div className="dialog-feet">
        <Button onClick={onClose}>Do not run it</Button>
        <Button
          look="danger"
          disabled={typed.trim() !== target}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.preventDefault()
          }}
          onClick={onRun}
        >
          Run it on {target}
        </Button>
      </div>
    </Dialog>
  )
}

/** The first part of a host's name: what tells it from its neighbours, and can be written on a phone. */
const nameOf = (host: string): string => visibleLine(host).split('.')[0] ?? host
