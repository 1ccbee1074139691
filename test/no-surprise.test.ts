import { describe, expect, it } from 'vitest'
import { documentHash, executableHash } from '../src/document/executable.ts'
import { readRunbook } from '../src/document/read.ts'
import { makePlan } from '../src/plan/make.ts'
import type { Plan } from '../src/plan/plan.ts'
import { modes } from '../src/run/mode.ts'
import { sourceOf } from '../src/text/source.ts'
import { Story } from './story.ts'

/** Everything that could carry something out, with nothing that says it may: each as the only step of a runbook. */
const fence = (info: string, ...lines: readonly string[]): string =>
  ['   ```' + info, ...lines.map((line) => `   ${line}`), '   ```'].join('\n')

const unmarked: Readonly<Record<string, string>> = {
  'a shell block': fence('sh', 'touch it'),
  'a block of bash': fence('bash', 'touch it'),
  'a polled command': fence('sh {every=10s timeout=1m}', 'touch it'),
  'a script': fence('python', 'print(1)'),
  'a statement': fence('sql {connection=./a.db}', 'delete from a'),
  'a request': fence('http', 'POST https://shop.example/orders'),
  'a command on another host': fence('yaml ssh', 'host: web1', 'run: touch it'),
  'a message': fence('yaml notify', 'to: team', 'text: it is done'),
  'a check after it': `   - Verify:\n\n${fence('sh', 'touch it').replaceAll(/^ {3}/gm, '     ')}`,
  'a check before it': `   - Already done if:\n\n${fence('sh', 'touch it').replaceAll(/^ {3}/gm, '     ')}`,
  'an undo': `   - Undo:\n\n${fence('sh', 'touch it').replaceAll(/^ {3}/gm, '     ')}`,
  'a loop': `${fence('sh', 'touch it')}\n\n   - For each: x in ["a", "b"], 2 at a time`,
  'steps side by side': `${fence('yaml parallel', 'join: any')}\n\n   1. One.\n\n   ${fence('sh', 'touch it').replaceAll('\n', '\n   ')}\n`,
  'words in a label': '   - Verify: `touch it`\n   - If it fails: `touch it`\n   - Output: a = line 1',
}

const runbookOf = (body: string, heading = 'Steps'): string =>
  `# A\n\n## ${heading}\n\n1. **Do it.**\n\n${body}\n`

function planOf(text: string): Plan {
  const runbook = readRunbook(sourceOf(text), 'a.md')
  const made = makePlan({
    runbook,
    path: 'a.md',
    given: new Map(),
    version: { kind: 'unversioned' },
    documentHash: documentHash(new TextEncoder().encode(text)),
    executableHash: executableHash(runbook),
    environment: new Set(),
  })
  if (made.kind === 'problems') throw new Error(made.problems.map(({ message }) => message).join('; '))
  return made.plan
}

const carriedOut = (story: Story): number =>
  story.events.filter(({ type }) => type === 'attempt.started' || type === 'child.started').length

describe.each(Object.entries(unmarked))('%s that nobody marked', (_name, body) => {
  it.each(modes)('is not carried out in the mode %s without a press', (mode) => {
    expect(carriedOut(new Story(planOf(runbookOf(body)), mode))).toBe(0)
  })

  it('nor when a run is cancelled or over', () => {
    for (const heading of ['Finally', 'On cancel']) {
      const story = new Story(planOf(`${runbookOf('')}\n${runbookOf(body, heading).replace('# A', '')}`))
      story.input({ kind: 'cancel' })
      expect(carriedOut(story)).toBe(0)
    }
  })
})

it('what is marked is: the fixtures could have been', () => {
  expect(carriedOut(new Story(planOf(runbookOf(fence('sh {auto}', 'touch it'))), 'unattended'))).toBe(1)
})
