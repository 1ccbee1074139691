import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { documentHash, executableHash } from '../src/document/executable.ts'
import { readRunbook } from '../src/document/read.ts'
import { stepsWithin } from '../src/document/step.ts'
import { lintRunbook } from '../src/lint/lint.ts'
import { makePlan } from '../src/plan/make.ts'
import { offersOf } from '../src/plan/offer.ts'
import type { Plan } from '../src/plan/plan.ts'
import { commandAt } from '../src/run/conclude.ts'
import { stepAt } from '../src/run/instance-id.ts'
import type { OpenAttempt } from '../src/run/state.ts'
import type { Answer, Question } from '../src/run/question.ts'
import { sourceOf } from '../src/text/source.ts'
import { Story } from './story.ts'

/** The guide to the format teaches by examples: each that is a whole runbook is as the guide says. */
const guide = readFileSync(join(import.meta.dirname, '../docs/format.md'), 'utf8')
const found = [...guide.matchAll(/^```markdown\n(# (.*)\n[\s\S]*?)^```$/gm)]
const texts = found.map(([, text = '']) => text)
const examples = found.map(([, text = '', title = '']) => ({
  title,
  runbook: readRunbook(sourceOf(text), 'example.md'),
}))

test('there are examples', () => {
  expect(examples.length).toBeGreaterThanOrEqual(4)
})

describe.each(examples)('“$title”', ({ title, runbook }) => {
  test('has nothing the linter would say of a runbook for publication', () => {
    const facts = { today: '2026-03-01', path: 'example.md', files: new Set<string>() }
    expect(lintRunbook(runbook, facts, { profiles: ['default', 'strict'], rules: {} })).toEqual([])
  })

  test('has the title and the steps it shows', () => {
    expect(runbook.title.text).toBe(title)
    expect([...stepsWithin(runbook.steps)].length).toBeGreaterThan(2)
  })

  test('offers every command it shows', () => {
    for (const [block, offer] of offersOf(runbook, new Set()))
      expect([block.text, ['offered', 'group'].includes(offer.kind)]).toEqual([block.text, true])
  })
})

describe.each(examples.map(({ title }, index) => [title, texts[index] ?? ''] as const))(
  'carried out, “%s”',
  (_title, text) => {
    test('comes to its end when everything goes well', () => {
      const story = new Story(planOfText(text))
      for (let moves = 0; moves < 200 && !story.ended(); moves++) goOn(story)
      expect(story.state.ended).toMatchObject({ status: 'succeeded' })
    })
  },
)

function planOfText(text: string): Plan {
  const bytes = new TextEncoder().encode(text)
  const runbook = readRunbook(sourceOf(text), 'example.md')
  const given = runbook.parameters.flatMap(({ name, type, pattern, default: value }) =>
    value === undefined && type !== 'secret'
      ? [[name, { text: pattern === '[0-9]+' ? '7' : 'web-1', origin: 'person' }] as const]
      : [],
  )
  const made = makePlan({
    runbook,
    path: 'example.md',
    given: new Map(given),
    version: { kind: 'unversioned' },
    documentHash: documentHash(bytes),
    executableHash: executableHash(runbook),
    environment: new Set(),
  })
  if (made.kind === 'problems') throw new Error(made.problems.map(({ message }) => message).join('; '))
  return made.plan
}

/** A command ends well, or a person says the first thing there is to say, or time passes. */
function goOn(story: Story): void {
  const { attempts, questions } = story.state
  const [attempt] = attempts.values()
  const [open] = questions.values()
  if (attempt?.cancel) story.end(attempt.instance, 0, { end: { kind: 'cancelled' } })
  else if (attempt) story.end(attempt.instance, 0, asExpected(story, attempt))
  else if (open) story.input({ kind: 'answer', effect: open.effect, answer: answerTo(open.question) })
  else story.waits()
}

/** What a command must leave behind for what is expected of it to hold. */
function asExpected({ state }: Story, { instance, stage, at }: OpenAttempt) {
  const step = stepAt(state.plan, instance)
  const expects = (step && commandAt(step, stage, at)?.expects) ?? []
  let stdout = ''
  let response = { status: 200, headers: {} }
  for (const check of expects) {
    if (check.kind === 'text') stdout = check.text
    if (check.kind === 'status') response = { ...response, status: Number(check.status.replaceAll('x', '0')) }
    if (check.kind !== 'path') continue
    const value = check.operator === '>' ? Number(check.value) + 1 : check.value === null ? 'x' : check.value
    const json = check.path.reduceRight<unknown>(
      (inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }),
      value,
    )
    stdout = JSON.stringify(json)
  }
  return { stdout, json: stdout, response }
}

function answerTo(question: Question): Answer {
  switch (question.kind) {
    case 'do':
      return { choice: 'done', evidence: { private: 'seen' } }
    case 'run':
      return { choice: 'run' }
    case 'approve':
      return { choice: 'approve', approver: 'bob', asserted: true }
    case 'menu':
      return question.left[0] ? { choice: 'pick', step: question.left[0].step } : { choice: 'finish' }
    case 'check':
      return { choice: question.purpose === 'precheck' ? 'no' : 'yes' }
    default:
      throw new Error(`nobody expects ${question.kind}`)
  }
}

test('the guide has the sections that findings cite', () => {
  const cited = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']
  for (const section of cited) expect(guide).toMatch(new RegExp(`^## ${section}\\. `, 'm'))
})
