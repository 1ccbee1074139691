import type { ReactElement } from 'react'
import { useId, useState } from 'react'
import type { ActionInput } from '../../../src/action/action.ts'
import type { OpenQuestion } from '../../../src/run/state.ts'
import { visibleLine } from '../../../src/sink/visible.ts'
import { useMay } from '../../client/may.ts'
import { Button } from '../../ui/button.tsx'
import { CommandCode, PlannedCode } from '../../ui/command.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useKeys } from '../../ui/keys.ts'
import { LandingLine } from '../../ui/landing.tsx'
import { Loading, TroubleNotice } from '../../ui/states.tsx'
import type { SightView } from './use-sight.ts'

const purposes: Readonly<Partial<Record<OpenQuestion['stage'], string>>> = {
  precheck: 'This looks whether it is already done:',
  verify: 'This verifies the step:',
  undo: 'This takes the step back:',
}

/** Exactly what the press would run, where it would land, and what is still open in it. */
export function CommandSight({
  sight,
  stage,
  keys,
}: {
  readonly sight: SightView
  readonly stage: OpenQuestion['stage']
  readonly keys: boolean
}): ReactElement {
  const [editing, setEditing] = useState(false)
  const may = useMay()
  const canEdit = sight.text !== undefined && may('answer') && may('edit-command')
  useKeys(keys && canEdit ? { e: () => setEditing(true) } : {})
  return (
    <div className="sight">
      {purposes[stage] !== undefined && <p className="small soft">{purposes[stage]}</p>}
      {editing && sight.text !== undefined ? (
        <Editing sight={sight} text={sight.text} onDone={() => setEditing(false)} />
      ) : (
        <Shown sight={sight} />
      )}
      {sight.holes.length > 0 && <Holes sight={sight} />}
      {sight.shown?.landing && <LandingLine landing={sight.shown.landing} />}
      <Warnings sight={sight} />
      {canEdit && !editing && (
        <p>
          <Button
            look="quiet"
            size="small"
            icon="edit"
            onClick={() => setEditing(true)}
            {...(keys ? { shortcut: 'e' } : {})}
          >
            {sight.edited === undefined ? 'Edit for this run' : 'Edit again'}
          </Button>
        </p>
      )}
    </div>
  )
}

function Shown({ sight }: { readonly sight: SightView }): ReactElement {
  if (sight.error) return <TroubleNotice error={sight.error} />
  if (!sight.shown || !sight.planned) return <Loading lines={3} />
  return sight.shown.action ? (
    <CommandCode action={sight.shown.action} />
  ) : (
    <PlannedCode input={withText(sight.planned, sight.edited)} />
  )
}

function withText(input: ActionInput, text: string | undefined): ActionInput {
  if (text === undefined) return input
  if (input.action === 'shell' || input.action === 'script') return { ...input, source: text }
  return input.action === 'sql' ? { ...input, statement: text } : input
}

function Holes({ sight }: { readonly sight: SightView }): ReactElement {
  const id = useId()
  return (
    <div className="holes">
      {sight.holes.map(({ key, written }, index) => (
        <div key={key} className="field">
          <label htmlFor={`${id}${index}`}>
            <code>{visibleLine(written)}</code>
          </label>
          <input
            id={`${id}${index}`}
            className="input"
            data-mono=""
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            value={sight.values[key] ?? ''}
            onChange={({ target }) => sight.setValue(key, target.value)}
          />
        </div>
      ))}
    </div>
  )
}

const Warnings = ({ sight: { shown, changes } }: { readonly sight: SightView }): ReactElement => (
  <>
    {changes.map((change) => (
      <p key={change} className="sight-warning small tone-warn">
        <Icon name="warning" size={15} /> changed: {visibleLine(change)}
      </p>
    ))}
    {shown && shown.dangers.length > 0 && (
      <p className="sight-warning small tone-bad">
        <Icon name="warning" size={15} /> {shown.dangers.map(visibleLine).join(', ')}
      </p>
    )}
    {shown?.state === 'refused' && (
      <p className="sight-warning small tone-bad" role="alert">
        <Icon name="warning" size={15} /> It cannot run as it is: {shown.why} {shown.remedy}
      </p>
    )}
  </>
)

/** The command for this run only: a deviation, and the record says so. */
function Editing({
  sight,
  text,
  onDone,
}: {
  readonly sight: SightView
  readonly text: string
  readonly onDone: () => void
}): ReactElement {
  const [draft, setDraft] = useState(sight.edited ?? text)
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>The command for this run</label>
      <textarea
        id={id}
        className="input"
        data-mono=""
        rows={Math.min(16, draft.split('\n').length + 1)}
        spellCheck={false}
        autoFocus
        value={draft}
        onChange={({ target }) => setDraft(target.value)}
      />
      <p className="field-about">The runbook stays as it is. The record keeps what was changed.</p>
      <span className="edit-buttons">
        <Button
          look="primary"
          onClick={() => {
            sight.edit(draft === text ? undefined : draft)
            onDone()
          }}
        >
          Use this text
        </Button>
        <Button onClick={onDone}>Leave it</Button>
      </span>
    </div>
  )
}
