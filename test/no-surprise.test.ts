import { describe, expect, it } from 'vitest'
import { documentHash, executableHash } from '../src/document/executable.ts'
import { readRunbook } from '../src/document/read.ts'
import { makePlan } from '../src/plan/make.ts'
import { planOfPinned } from '../src/plan/pinned.ts'
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

/** With another runbook beside it, which says of everything in it that it may be carried out. */
function planOf(text: string, other = runbookOf(fence('sh {auto}', 'touch it'))): Plan {
  const runbook = readRunbook(sourceOf(text), 'a.md')
  const made = makePlan({
    runbook,
    path: 'a.md',
    given: new Map(),
    version: { kind: 'unversioned' },
    documentHash: documentHash(new TextEncoder().encode(text)),
    executableHash: executableHash(runbook),
    environment: new Set(),
    runbooks: {
      'b.md': {
        text: other,
        documentHash: documentHash(new TextEncoder().encode(other)),
        version: { kind: 'unversioned' },
        parameters: [],
      },
    },
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

/** What a run inside a run does by itself: its own plan, in the mode it is begun in. */
function inside({ state }: Story): readonly Story[] {
  return [...state.children.values()].map(({ path, given }) => {
    const made = planOfPinned(state.plan, { path, given: new Map(Object.entries(given)) }, new Set())
    if (made.kind === 'problems') throw new Error(made.problems.map(({ message }) => message).join('; '))
    return new Story(made.plan, state.mode)
  })
}

const ways = {
  'a link': '# A\n\n## Steps\n\n1. [The other](b.md)\n',
  'a block': runbookOf(fence('yaml runbook', 'path: b.md')),
}

const whole = Object.entries(ways).flatMap(([way, text]) =>
  Object.entries(unmarked).map(([what, body]) => [way, what, text, body] as const),
)

describe.each(whole)(
  '%s that carries out a runbook with %s that nobody marked',
  (_way, _what, text, body) => {
    it.each(modes)('carries nothing out in the mode %s without a press', (mode) => {
      const story = new Story(planOf(text, runbookOf(body)), mode)
      for (const each of [story, ...inside(story)])
        expect(each.events.some(({ type }) => type === 'attempt.started')).toBe(false)
    })
  },
)

it.each(modes)('a link that is a part of a sentence is never followed: mode %s', (mode) => {
  const text = '# A\n\n## Steps\n\n1. Look at [the other](b.md) first\n'
  expect(carriedOut(new Story(planOf(text), mode))).toBe(0)
})

it.each(['auto', 'unattended'] as const)(
  'a linked runbook is: the fixtures could have been, mode %s',
  (mode) => {
    const [inner] = inside(new Story(planOf(ways['a link']), mode))
    expect(inner && carriedOut(inner)).toBe(1)
  },
)

it('what is marked is: the fixtures could have been', () => {
  expect(carriedOut(new Story(planOf(runbookOf(fence('sh {auto}', 'touch it'))), 'unattended'))).toBe(1)
})
