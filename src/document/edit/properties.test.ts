import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { outlineOf } from '../../../test/document-outline.ts'
import type { Replacement } from '../../text/replacement.ts'
import { applyReplacements, invertReplacements } from '../../text/replacement.ts'
import type { Source } from '../../text/source.ts'
import { readSource, writeSource } from '../../text/source.ts'
import { readRunbook } from '../read.ts'
import type { Runbook } from '../runbook.ts'
import { stepsWithin } from '../step.ts'
import type { Applied, Edit } from './edit.ts'
import { applyEdit, planEdit } from './edit.ts'
import type { Intent } from './intent.ts'
import { blocksIn } from './intent.ts'

/** Parts of runbooks as people write them, and some as nobody should. */
const parts = [
  '---\nowner: a\ntags: [x, y]\n---\n',
  '# Restart the queue\n\n**Owner:** a\n**Status:** draft\n\n',
  '## Runbook Info\n| Runbook ID | Owner |\n|---|---|\n| R1 | a |\n\n',
  '## Parameters\n\n| Name | Type | Default |\n|---|---|---|\n| host | string | |\n\n',
  '## Procedure\n\n1. Stop the queue\n   ```sh {auto}\n   stop queue\n   ```\n2. Wait for it\n3. Start the queue\n\n',
  '## Rollback\n- [ ] Tell the team. It is **important**.\n- [x] Stop again\n  - [ ] Look twice\n\n    More words.\n\n',
  '## Step 1: Drain the node\nSlowly.\n\n## Step 2: Stop the node\n> ```sh\n> halt\n> ```\n\n',
  '## Diagnosis\nSee how long it is:\n```sh { "name": "len" }\nlen\n```\nEmpty it with\n~~~sh\npurge\n~~~\n\n',
  '## Steps to upgrade\n9. Copy the file\n\n   ```\n   cp a b\n   ```\n10. Check the copy\n```sh\nls\n```\n11. Delete the file\n\n',
  '## Mitigation\n1. Open it\n\t1. Turn it off\n\t2. Turn it on\n1. Close it\n\n',
  '{% if x %}\n1. Restart the pod {{< ref >}}\n{% endif %}\n',
  '<details><summary>Linux</summary>\n\nRun it:\n```sh\nrun\n```\n</details>\n\n',
  '<!-- hidden\n1. Never\n-->\n',
  '1. ',
  '```\nopen',
] as const

/** Words and marks that would leave their place if they could. */
const text = fc
  .array(
    fc.constantFrom(
      'Restart',
      ' it',
      ' now',
      '. ',
      ':',
      '\n',
      '\n\n',
      '\r\n',
      '## Evil',
      '1. ',
      '- [ ] ',
      '> ',
      '```',
      '~~~',
      '````',
      '|',
      '\\',
      '<!--',
      '-->',
      '---',
      '"',
      "'",
      '{',
      '}',
      '{% x %}',
      '<%',
      '%>',
      '{{ a }}',
      '*',
      '**',
      '`',
      '\t',
      '    ',
      '</details>',
      '[x](y.md)',
      'Timeout: 5m',
      'é',
      '🚀',
      '\u0000',
      '\ufeff',
      '\ud800',
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((words) => words.join(''))

const file = fc
  .tuple(
    fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 5 }),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.boolean(),
  )
  .map(([chosen, ending, bom]) => {
    const bytes = new TextEncoder().encode((bom ? '\ufeff' : '') + chosen.join('').replaceAll('\n', ending))
    const read = readSource(bytes)
    if (read.kind !== 'source') throw new Error(read.why)
    return { source: read.source, runbook: readRunbook(read.source, 'a.md') }
  })

type Wish = {
  readonly kind: number
  readonly which: number
  readonly other: number
  readonly text: string
  readonly more: string
}

const wish: fc.Arbitrary<Wish> = fc.record({
  kind: fc.nat({ max: 11 }),
  which: fc.nat({ max: 20 }),
  other: fc.nat({ max: 20 }),
  text,
  more: text,
})

/** What is wished, of a step the runbook has. */
function intentOf(runbook: Runbook, { kind, which, other, text: words, more }: Wish): Intent {
  const steps = [...stepsWithin(runbook.steps)]
  const step = steps[which % Math.max(1, steps.length)]
  const beside = steps[other % Math.max(1, steps.length)]
  const section = runbook.sections[other % runbook.sections.length]
  const field = (['owner', 'tags', 'title', 'status', 'escalation'] as const)[which % 5] ?? 'owner'
  if (kind === 0 || !step || !beside || !section) return { kind: 'set-metadata', field, value: words }
  const block = { step: step.id, index: other % Math.max(1, blocksIn(step).length) }
  const blocks = other % 2 === 0 ? [] : [{ language: 'sh', attributes: [], text: more }]
  const intents: readonly Intent[] = [
    { kind: 'set-metadata', field, value: [words, more] },
    { kind: 'add-step', step: { title: words, blocks }, place: { kind: 'before', step: beside.id } },
    {
      kind: 'add-step',
      step: { title: 'Do it', text: words, blocks },
      place: { kind: 'after', step: beside.id },
    },
    {
      kind: 'add-step',
      step: { title: 'Do it', text: more, blocks },
      place: { kind: 'end-of', section: section.id },
    },
    {
      kind: 'move-step',
      step: step.id,
      place: { kind: which % 2 === 0 ? 'before' : 'after', step: beside.id },
    },
    { kind: 'move-step', step: step.id, place: { kind: 'end-of', section: section.id } },
    { kind: 'remove-step', step: step.id },
    { kind: 'rename-step', step: step.id, title: words },
    { kind: 'set-block', block, text: words + more },
    { kind: 'set-attribute', block, attribute: { name: 'name', value: words } },
    {
      kind: 'add-parameter',
      parameter: { name: 'other', description: words, type: 'string', allowed: [], required: true },
    },
  ]
  return intents[kind - 1] ?? { kind: 'remove-step', step: step.id }
}

/** The stretches of a file's bytes between the replacements. */
function kept(source: Source, replacements: readonly Replacement[]): string[] {
  const raw = new TextDecoder('utf-8', { ignoreBOM: true }).decode(writeSource({ ...source, bom: false }))
  const lines = source.text.split('\n')
  const inBytes = (offset: number): number => {
    const line = source.text.slice(0, offset).split('\n').length - 1
    const before = lines.slice(0, line).map((one, index) => one.length + (source.endings[index]?.length ?? 0))
    const column = offset - lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0)
    return before.reduce((sum, length) => sum + length, 0) + column
  }
  const stretches: string[] = []
  let at = 0
  for (const { range } of replacements.toSorted(
    (a, b) => a.range.from - b.range.from || a.range.to - b.range.to,
  )) {
    stretches.push(raw.slice(at, inBytes(range.from)))
    at = inBytes(range.to)
  }
  return [...stretches, raw.slice(at)]
}

/** Every edit that is made of many wishes; the wishes must not all be refused. */
function everyEdit(
  check: (edit: { runbook: Runbook; edit: Edit; applied: Extract<Applied, { kind: 'applied' }> }) => void,
) {
  let made = 0
  const runs = fc.property(file, wish, ({ runbook }, wanted) => {
    const planned = planEdit(runbook, intentOf(runbook, wanted))
    if (planned.kind === 'refused') return
    made++
    const applied = applyEdit(runbook.source, 'a.md', planned.edit)
    if (applied.kind === 'refused') throw new Error(`planned, then refused: ${applied.why}`)
    check({ runbook, edit: planned.edit, applied })
  })
  fc.assert(runs, { numRuns: 1000 })
  expect(made).toBeGreaterThan(200)
}

describe('whatever is wished of whatever file', () => {
  test('an edit taken back gives the same bytes', () =>
    everyEdit(({ runbook: { source }, edit, applied }) => {
      const back = applyReplacements(applied.source, invertReplacements(source, edit.replacements))
      if (back.kind !== 'replaced') throw new Error('overlap')
      expect(back.source.text).toBe(source.text)
      // How lines end is known as long as there is a line left.
      if (applied.source.endings.length > 1)
        expect(Buffer.compare(writeSource(back.source), writeSource(source))).toBe(0)
    }))

  test('bytes outside the replacements stay', () =>
    everyEdit(({ runbook: { source }, edit, applied }) =>
      expect(kept(applied.source, invertReplacements(source, edit.replacements))).toEqual(
        kept(source, edit.replacements),
      ),
    ))

  test('what is said elsewhere is said as before', () =>
    everyEdit(({ runbook, edit, applied }) => {
      const [before, after] = [runbook, applied.runbook].map((one) =>
        outlineOf(one).filter((line) => !line.startsWith('menu')),
      )
      expect(
        changes(before ?? [], after ?? []),
        `${JSON.stringify(edit.intent)}\n${applied.source.text}`,
      ).toBeLessThanOrEqual(linesOf(runbook, edit.intent))
    }))
})

/** Lines of an outline that are new or gone, whatever their order. */
function changes(before: readonly string[], after: readonly string[]): number {
  const left = [...before]
  const added = after.filter((line) => {
    const at = left.indexOf(line)
    if (at !== -1) left.splice(at, 1)
    return at === -1
  })
  return left.length + added.length
}

/** How many lines of an outline an intent may change: of the step it names, twice when it is written anew. */
function linesOf(runbook: Runbook, intent: Intent): number {
  const size = (id: string): number => {
    const step = [...stepsWithin(runbook.steps)].find((one) => one.id === id)
    const within = step ? [...stepsWithin([step])] : []
    return within.reduce((sum, one) => sum + 1 + one.body.length, 0)
  }
  switch (intent.kind) {
    case 'set-metadata':
      return intent.field === 'title' ? 2 : 0
    case 'add-parameter':
      // A section for them may be new.
      return 1
    case 'apply-fix':
      return 0
    case 'add-step':
      // A step beside it that has no words is named for what follows it.
      return 5 + intent.step.blocks.length
    case 'move-step':
      return 2 * size(intent.step) + 2
    case 'remove-step':
      return size(intent.step) + 1
    case 'rename-step':
      return 4
    case 'set-block':
      return 2
    case 'set-attribute':
    case 'remove-attribute':
      return 0
  }
}
