import { describe, expect, test } from 'vitest'
import { readRunbook } from '../../document/read.ts'
import { makePlan } from '../../plan/make.ts'
import type { Plan } from '../../plan/plan.ts'
import { hash } from '../../hash/sha256.ts'
import type { RunEvent } from '../../run/event/event.ts'
import { sourceOf } from '../../text/source.ts'
import { plain } from '../terminal/style.ts'
import { landingChanges } from '../../contract/landing.ts'
import { landingText } from './landing.ts'
import { lastLines, noOutput, takeChunks } from './output.ts'
import { factLines } from './screen.ts'

const view = { columns: 60, styles: plain }

const plan = planOf('# R\n\n## Steps\n\n1. Say **it**\n2. Look\n   Who: the lead\n')
const [first] = Object.values(plan.steps).filter((step) => step.kind === 'step')
const instance: string = first?.id ?? ''

function planOf(text: string): Plan {
  const result = makePlan({
    runbook: readRunbook(sourceOf(text), 'r.md'),
    path: 'r.md',
    given: new Map(),
    version: { kind: 'unversioned' },
    documentHash: hash('document', text),
    executableHash: hash('executable', text),
    environment: new Set(),
  })
  if (result.kind !== 'plan') throw new Error(JSON.stringify(result.problems))
  return result.plan
}

const check = (name: string, event: RunEvent, lines: readonly string[]) =>
  test(name, () => {
    const fact = { seq: 2, at: 1000, by: { kind: 'system', id: 'engine', via: 'engine' }, event } as const
    expect(factLines(fact, plan, view)).toEqual(lines)
  })

describe('what the screen says of a fact', () => {
  check(
    'a step begins with its number, section, rung and title',
    { type: 'step.entered', instance, visit: 1 },
    ['', '── 1/2 · Steps ─────────────────────────────────── manual ──', 'Say it'],
  )
  check('a phase has no line of its own', { type: 'step.entered', instance: plan.root, visit: 1 }, [])
  check('a success', { type: 'step.succeeded', instance, how: 'already-done' }, ['  ✓ already done'])
  check('a skip says why', { type: 'step.skipped', instance, reason: 'other', text: 'too late' }, [
    '  – skipped: for another reason: too late',
  ])
  check(
    'a failure says what it leads to',
    { type: 'step.failed', instance, failure: { kind: 'exit', message: 'exit 7' }, consequence: 'continue' },
    ['  ✗ failed: exit 7; going on'],
  )
  check('a retry says when', { type: 'timer.set', instance, due: 6000, purpose: 'retry' }, [
    '  ◷ trying again in 5.0 s',
  ])
  check(
    'what somebody wrote cannot move the cursor',
    { type: 'note.added', text: { private: 'a\u001b[2Jb' } },
    ['  ✎ note: a␛[2Jb'],
  )
  check('an erased note says so', { type: 'note.added', text: { erased: true } }, ['  ✎ note: (erased)'])
  check('a jump names the step by its title', { type: 'run.went-to', step: instance, why: 'operator' }, [
    '  ↷ going to "Say it"',
  ])
  check('an unknown step is not a crash', { type: 'run.went-to', step: 'nowhere', why: 'operator' }, [
    '  ↷ going to "nowhere"',
  ])
})

describe('output', () => {
  const chunk = (text: string, stream: 'stdout' | 'stderr' = 'stdout') => ({
    stream,
    from: 0,
    to: 0,
    at: 0,
    text,
  })

  test('comes line by line; what has no end yet waits', () => {
    const one = takeChunks(noOutput, [chunk('a\nb'), chunk('!\n', 'stderr')], view)
    expect(one.lines).toEqual(['    │ a', '    ┆ !'])
    const two = takeChunks(one.state, [chunk('c\n')], view)
    expect(two.lines).toEqual(['    │ bc'])
    expect(two.state.chunks).toBe(3)
    expect(lastLines(takeChunks(two.state, [chunk('end')], view).state, view)).toEqual(['    │ end'])
  })

  test('a progress bar is what it came to', () => {
    expect(takeChunks(noOutput, [chunk('10 %\r50 %\r100 %\r\n')], view).lines).toEqual(['    │ 100 %'])
  })
})

describe('where a command lands', () => {
  const here = { host: 'web1', user: 'ana', directory: '/srv', kubeContext: 'prod', kubeNamespace: 'orders' }

  test('is one line', () => {
    expect(landingText(here)).toBe('on web1 as ana in /srv · kube prod/orders')
  })

  test('and what changed is named', () => {
    expect(landingChanges(here, { ...here, kubeContext: 'test' })).toEqual(['kube context: prod → test'])
    expect(landingChanges(undefined, here)).toEqual([])
    expect(landingChanges(here, here)).toEqual([])
  })
})
