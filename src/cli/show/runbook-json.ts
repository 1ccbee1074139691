import type { ShownRunbook } from '../../app/show-runbook.ts'
import type { Block } from '../../document/block.ts'
import { sourceOffset } from '../../document/block.ts'
import type { MetadataValue, Sourced } from '../../document/metadata.ts'
import { metadataFields } from '../../document/metadata.ts'
import type { Runbook } from '../../document/runbook.ts'
import type { Step } from '../../document/step.ts'
import { stepsWithin } from '../../document/step.ts'
import type { Offer } from '../../plan/offer.ts'
import { labelBlocks } from '../../plan/offer.ts'
import type { Hole } from '../../shell/judge.ts'
import type { Range } from '../../text/range.ts'
import { lineStarts, placeOf } from '../../text/range.ts'

/** A runbook as other programs read it: schema `kneeboard.runbook/1` (docs/json.md). Fields are only ever added. */
export function runbookJson(shown: ShownRunbook): object {
  const { runbook, path, documentHash, executableHash, findings } = shown
  const at = placer(runbook)
  return {
    schema: 'kneeboard.runbook/1',
    path,
    kind: runbook.kind,
    documentHash,
    executableHash,
    title: sourced(runbook.title, at),
    metadata: Object.fromEntries(
      metadataFields.flatMap((field) => {
        const value = runbook.metadata[field]
        return value ? [[field, metadataValue(value, at)]] : []
      }),
    ),
    sections: runbook.sections.map((section) => ({
      id: section.id,
      title: section.title,
      level: section.level,
      role: section.role,
      parent: section.parent ?? null,
      ...at(section.range),
    })),
    parameters: runbook.parameters.map(({ range, ...parameter }) => ({ ...parameter, ...at(range) })),
    steps: [...stepsWithin(runbook.steps)].map((step) => stepJson(shown, step, at)),
    menus: runbook.menus.map(({ range, options, ...menu }) => ({
      ...menu,
      options: options.map(({ range, ...option }) => ({ ...option, ...at(range) })),
      ...at(range),
    })),
    validation: shown.validation,
    findings: findings.map(({ range, fix, ...finding }) => ({
      ...finding,
      fixable: fix !== undefined,
      ...at(range),
    })),
  }
}

type Placer = (range: Range) => { range: Range; line: number; column: number }

function placer(runbook: Runbook): Placer {
  const starts = lineStarts(runbook.source.text)
  return (range) => ({ range, ...placeOf(starts, range.from) })
}

const sourced = ({ text, from, range }: Sourced, at: Placer) => ({ text, from, ...(range ? at(range) : {}) })

const metadataValue = (value: MetadataValue, at: Placer) => ({
  ...sourced(value, at),
  key: value.key,
  ...(value.items ? { items: value.items } : {}),
  disagreeing: value.disagreeing.map((other) => sourced(other, at)),
})

function stepJson({ runbook, offers }: ShownRunbook, step: Step, at: Placer) {
  const menu = runbook.menus.find(({ options }) => options.some(({ steps }) => steps.includes(step.id)))
  const own = step.body.flatMap((part) => (part.kind === 'block' ? [part.block] : []))
  const labelled = labelBlocks(step)
  return {
    id: step.id,
    title: step.title,
    section: step.section,
    depth: step.depth,
    rule: step.rule,
    ...at(step.range),
    menu: menu?.id ?? null,
    labels: step.body.flatMap((part) =>
      part.kind === 'label' ? [{ kind: part.label.kind, ...at(part.label.range) }] : [],
    ),
    blocks: [...own, ...labelled].map((block) => blockJson(block, offers.get(block), at)),
    ...(step.runbookLink ? { runbookLink: step.runbookLink.href } : {}),
  }
}

function blockJson(block: Block, offer: Offer | undefined, at: Placer) {
  const { language, text, sample } = block
  const base = { language, text, sample, ...at(block.range) }
  switch (offer?.kind) {
    case 'offered': {
      const { input, rung, holes, dangers, confirm } = offer
      return {
        ...base,
        action: input.action,
        rung,
        confirm,
        placeholders: holes.map(placeholder),
        dangers: dangers.map(({ kind, what }) => ({ kind, what })),
        refusal: null,
      }
    }
    case 'copy-only': {
      const { code, message, remedy, offset, looksRunnable } = offer.why
      const from = sourceOffset(block, offset)
      const { line, column } = at({ from, to: from })
      return {
        ...base,
        action: null,
        rung: 'manual',
        placeholders: [],
        refusal: { code, message, remedy, looksRunnable, line, column },
      }
    }
    case 'group':
      return { ...base, action: offer.group.kind, rung: 'auto', placeholders: [], refusal: null }
    case 'sample':
    case undefined:
      return { ...base, action: null, rung: 'manual', placeholders: [], refusal: null }
  }
}

const placeholder = ({ kind, name, written, anonymous }: Hole) => ({ kind, name, written, anonymous })
