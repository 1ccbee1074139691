import type { ReactElement, ReactNode } from 'react'
import { cloneElement, isValidElement, useMemo } from 'react'
import type { WireRunbook } from '../../../src/contract/library.ts'
import type { Finding } from '../../../src/lint/finding.ts'
import type { PlanCommand, PlanWork } from '../../../src/plan/plan.ts'
import { stepsInOrder } from '../../../src/run/preview.ts'
import { formatDuration } from '../../../src/text/duration.ts'
import { Icon } from '../../ui/icon.tsx'
import { RungChip } from '../../ui/ladder.tsx'
import { linkInLibrary } from '../../ui/library-link.ts'
import type { MarkdownBlock } from '../../ui/markdown/markdown.tsx'
import { Markdown } from '../../ui/markdown/markdown.tsx'

/** What of a runbook its text is shown with: of a saved one, or of one that is being written. */
export type ShownText = Pick<WireRunbook, 'path' | 'text' | 'tree' | 'findings'>

/** The text as it is written, with what Kneeboard understands of it beside each part. */
export function RunbookText({ runbook }: { readonly runbook: ShownText }): ReactElement {
  const places = useMemo(() => placesOf(runbook.tree), [runbook.tree])
  return (
    <Markdown
      text={runbook.text}
      link={linkInLibrary(runbook.path)}
      around={(block, shown) => around(block, shown, places, runbook)}
    />
  )
}

/** Where in the text steps, commands and copy-only code begin. */
type Places = {
  readonly steps: ReadonlyMap<number, PlanWork>
  readonly commands: ReadonlyMap<number, PlanCommand>
}

function placesOf(tree: WireRunbook['tree']): Places {
  const works = stepsInOrder(tree)
  return {
    steps: new Map(works.map((step) => [step.range.from, step])),
    commands: new Map(
      works.flatMap((step) => step.commands.map((command) => [command.range.from, command] as const)),
    ),
  }
}

const leaves = /^(?:Paragraph|Task|FencedCode|CodeBlock|Table|HTMLBlock|ATXHeading\d|SetextHeading\d)$/

function around(block: MarkdownBlock, shown: ReactNode, places: Places, runbook: ShownText): ReactNode {
  // The title stands in the header already.
  if (block.kind === 'ATXHeading1' && block.from === firstHeading(runbook.text)) return null
  const step = places.steps.get(block.from)
  const command = places.commands.get(block.from)
  const findings = leaves.test(block.kind)
    ? runbook.findings.filter(({ range }) => range.from >= block.from && range.from <= block.to)
    : []
  return (
    <>
      {withStep(block, command ? <CommandFrame command={command}>{shown}</CommandFrame> : shown, step)}
      {findings.map((finding) => (
        <FindingNote key={finding.rule + finding.range.from} finding={finding} />
      ))}
    </>
  )
}

const firstHeading = (text: string): number => /^#[ \t]/m.exec(text)?.index ?? -1

function withStep(block: MarkdownBlock, shown: ReactNode, step: PlanWork | undefined): ReactNode {
  if (!step) return shown
  if (block.kind === 'ListItem' && isValidElement<{ children: ReactNode }>(shown))
    return cloneElement(
      shown,
      { className: 'doc-step', id: step.id } as object,
      <StepMarks step={step} />,
      shown.props.children,
    )
  return block.kind.includes('Heading') ? (
    <div className="doc-step-heading" id={step.id}>
      {shown}
      <StepMarks step={step} />
    </div>
  ) : (
    shown
  )
}

/** What kind of step it is, at its right. */
const StepMarks = ({ step }: { readonly step: PlanWork }): ReactElement => (
  <span className="doc-step-marks">
    {step.who !== undefined && <span className="tiny faint">{step.who}</span>}
    {step.takesMs !== undefined && <span className="tiny faint">about {formatDuration(step.takesMs)}</span>}
    <RungChip rung={step.rung} />
  </span>
)

function CommandFrame({
  command,
  children,
}: {
  readonly command: PlanCommand
  readonly children: ReactNode
}): ReactElement {
  const dangers = [...new Set(command.dangers.map(({ what }) => what))]
  return (
    <div className="doc-command" data-rung={command.rung}>
      <p className="doc-command-head tiny">
        <span>{command.rung === 'auto' ? 'runs by itself' : 'runs when pressed'}</span>
        {command.confirm && <span>after someone says yes</span>}
        {dangers.length > 0 && (
          <span className="tone-bad">
            <Icon name="warning" size={13} /> {dangers.join(', ')}
          </span>
        )}
      </p>
      {children}
    </div>
  )
}

export const FindingNote = ({ finding }: { readonly finding: Finding }): ReactElement => (
  <div
    className="notice finding-note"
    data-tone={finding.severity === 'error' ? 'bad' : finding.severity === 'warning' ? 'warn' : undefined}
  >
    <Icon name="warning" size={15} />
    <p>
      {finding.message} {finding.remedy} <span className="faint">{finding.rule}</span>
    </p>
  </div>
)
