import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { applyReplacements, invertReplacements } from '../../text/replacement.ts'
import { readSource } from '../../text/source.ts'
import { readRunbook } from '../read.ts'
import type { Runbook } from '../runbook.ts'
import { stepsWithin } from '../step.ts'
import { applyEdit, planEdit } from './edit.ts'
import type { Intent } from './intent.ts'
import { blocksIn } from './intent.ts'

const corpus = '../shared/corpus/markdown'

/** One intent a kind that the document has something for; which steps, follows from the index of the file. */
function intentsFor(runbook: Runbook, index: number): readonly Intent[] {
  const steps = [...stepsWithin(runbook.steps)]
  const step = steps[(index * 7) % Math.max(1, steps.length)]
  const siblings = steps.filter(
    (one) =>
      step &&
      one !== step &&
      one.section === step.section &&
      one.depth === step.depth &&
      one.rule === step.rule,
  )
  const beside = siblings[0]
  const coded = steps.filter((one) => blocksIn(one).length > 0)
  const holder = coded[(index * 5) % Math.max(1, coded.length)]
  const block = holder ? { step: holder.id, index: index % blocksIn(holder).length } : undefined
  const of = block && holder ? blocksIn(holder)[block.index] : undefined
  return [
    { kind: 'set-metadata', field: 'owner', value: 'Team *Blue* | and others' },
    {
      kind: 'add-parameter',
      parameter: { name: 'kb_new', description: 'What | it is', type: 'string', allowed: [], required: true },
    },
    ...(step
      ? ([
          { kind: 'rename-step', step: step.id, title: 'Restart the `api` node' },
          { kind: 'remove-step', step: step.id },
          {
            kind: 'add-step',
            step: {
              title: 'Restart the node',
              blocks: [{ language: 'sh', attributes: [], text: 'a\n```\n## b' }],
            },
            place: { kind: 'after', step: step.id },
          },
        ] satisfies Intent[])
      : []),
    ...(step && beside
      ? ([
          { kind: 'move-step', step: step.id, place: { kind: 'before', step: beside.id } },
        ] satisfies Intent[])
      : []),
    ...(block && of
      ? ([
          { kind: 'set-block', block, text: `# first\n\n\`\`\`\n<!--\n${of.text}` },
          { kind: 'set-attribute', block, attribute: { name: 'timeout', value: '30s' } },
        ] satisfies Intent[])
      : []),
  ]
}

/** What share of such wishes is granted at least: below that, something natural has become impossible. */
const shares: Readonly<Record<string, number>> = {
  'set-metadata': 0.99,
  'add-parameter': 0.99,
  'rename-step': 0.85,
  'remove-step': 0.9,
  'add-step': 0.6,
  'move-step': 0.85,
  'set-block': 0.98,
  'set-attribute': 0.6,
}

describe.skipIf(!existsSync(corpus))('edits of every runbook of the corpus', () => {
  test('are made exactly, or refused', { timeout: 240_000 }, () => {
    const counts = new Map<string, { made: number; all: number }>()
    const wrong: string[] = []
    for (const [index, path] of globSync(`${corpus}/**/*.{md,erb}`).toSorted().entries()) {
      const read = readSource(new Uint8Array(readFileSync(path)))
      if (read.kind !== 'source') throw new Error(`${path}: ${read.why}`)
      const name = basename(path)
      const runbook = readRunbook(read.source, name)
      const intents = intentsFor(runbook, index)
      const intent = intents[index % intents.length]
      if (!intent) continue
      const count = counts.get(intent.kind) ?? { made: 0, all: 0 }
      counts.set(intent.kind, count)
      const planned = planEdit(runbook, intent)
      // A step that stands there already is no wish.
      if (planned.kind === 'refused' && /says already/.test(planned.why)) continue
      count.all++
      if (planned.kind === 'refused') continue
      count.made++
      const applied = applyEdit(read.source, name, planned.edit)
      if (applied.kind === 'refused') wrong.push(`${path}: planned, then refused: ${applied.why}`)
      else {
        const back = applyReplacements(
          applied.source,
          invertReplacements(read.source, planned.edit.replacements),
        )
        if (back.kind !== 'replaced' || back.source.text !== read.source.text)
          wrong.push(`${path}: not taken back`)
      }
    }
    expect(wrong).toEqual([])
    const granted = [...counts].map(([kind, { made, all }]) => [kind, made / all] as const)
    expect(granted.filter(([kind, share]) => share < (shares[kind] ?? 1))).toEqual([])
    expect(granted).toHaveLength(Object.keys(shares).length)
  })
})
