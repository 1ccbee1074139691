import type { ReactElement } from 'react'
import type { WirePlanned } from '../../../src/contract/library.ts'
import type { PlanWork } from '../../../src/plan/plan.ts'
import type { Preview } from '../../../src/run/preview.ts'
import { stepsInOrder } from '../../../src/run/preview.ts'
import { CommandCode, PlannedCode } from '../../ui/command.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { LandingLine } from '../../ui/landing.tsx'
import { RungChip } from '../../ui/ladder.tsx'
import { Markdown } from '../../ui/markdown/markdown.tsx'

/** Everything a run would do, in order, with every value in its place. Nothing was executed. */
export function DryRun({
  planned: { plan, previews, landing },
  onClose,
}: {
  readonly planned: WirePlanned
  readonly onClose: () => void
}): ReactElement {
  return (
    <Dialog title="Dry run: nothing is executed" onClose={onClose}>
      <LandingLine landing={landing} />
      <ol className="dry-run">
        {stepsInOrder(plan).map((step, index) => (
          <DryStep key={step.id} step={step} number={index + 1} previews={previews[step.id] ?? []} />
        ))}
      </ol>
    </Dialog>
  )
}

const DryStep = ({
  step,
  number,
  previews,
}: {
  readonly step: PlanWork
  readonly number: number
  readonly previews: readonly Preview[]
}): ReactElement => (
  <li>
    <h3>
      <span className="faint numbers">{number}</span>
      {step.title}
      <RungChip rung={step.rung} />
    </h3>
    {step.onlyIf !== undefined && (
      <p className="tiny soft">
        only if <code>{step.onlyIf}</code>
      </p>
    )}
    {step.body.map((part, index) =>
      part.kind === 'markdown' ? (
        <Markdown key={index} text={part.text} body="item" />
      ) : part.kind === 'command' ? (
        <DryCommand key={index} step={step} index={part.index} preview={previews[part.index]} />
      ) : null,
    )}
  </li>
)

function DryCommand({
  step,
  index,
  preview,
}: {
  readonly step: PlanWork
  readonly index: number
  readonly preview: Preview | undefined
}): ReactElement | null {
  const command = step.commands[index]
  if (!command) return null
  if (preview?.kind === 'resolved') return <CommandCode action={preview.action} />
  return (
    <>
      <PlannedCode input={command.input} />
      {preview?.kind === 'open' &&
        preview.holes.map(({ key, written, from }) => (
          <p key={key} className="tiny tone-warn">
            <code>{written}</code> {from === undefined ? 'is asked for' : `comes from “${from}”`}
          </p>
        ))}
      {preview?.kind === 'refused' && (
        <p className="tiny tone-bad">
          <Icon name="warning" size={13} /> {preview.message} {preview.remedy}
        </p>
      )}
    </>
  )
}
