import { expect, test } from 'vitest'
import { sourceOf } from '../../text/source.ts'
import { labelsOf } from '../step.ts'
import { readMarkdown } from './read.ts'

function labelsIn(...lines: string[]) {
  const text = ['## Steps', '1. Do it', '', ...lines.map((line) => `   ${line}`)].join('\n')
  const { steps, source } = readMarkdown(sourceOf(text), 'a.md')
  return steps.flatMap(labelsOf).map(({ range, valueRange, ...content }) => {
    expect(source.text.slice(range.from, range.to)).toContain(
      source.text.slice(valueRange.from, valueRange.to),
    )
    return content
  })
}

const check = (line: string, then: unknown) =>
  test(line, () => expect(labelsIn(line)).toEqual(then === undefined ? [] : [then]))

check('Expect: exit 3', { kind: 'expect', check: { kind: 'exit', code: 3 } })
check('**Expect:** /ready \\d+/i', {
  kind: 'expect',
  check: { kind: 'pattern', pattern: 'ready \\d+', flags: 'i' },
})
check('- **Expect**: "all good"', { kind: 'expect', check: { kind: 'text', text: 'all good' } })
check('Expect: `Running`', { kind: 'expect', check: { kind: 'text', text: 'Running' } })
check('Expect: .items[0].status == "Running"', {
  kind: 'expect',
  check: { kind: 'path', path: ['items', 0, 'status'], operator: '==', value: 'Running' },
})
check('Expect: .count >= 3', {
  kind: 'expect',
  check: { kind: 'path', path: ['count'], operator: '>=', value: 3 },
})
check('Verify: the page loads', { kind: 'verify', check: { kind: 'person', text: 'the page loads' } })
check('Already done if: exit 0', { kind: 'already-done-if', check: { kind: 'exit', code: 0 } })
check('If it fails: abort', { kind: 'if-it-fails', policy: { kind: 'abort' } })
check('If it fails: retry 3 times every 30s', {
  kind: 'if-it-fails',
  policy: { kind: 'retry', times: 3, everyMs: 30_000 },
})
check('If it fails: go to "Call for help"', {
  kind: 'if-it-fails',
  policy: { kind: 'go-to', target: 'Call for help' },
})
check('If it fails: go to [help](#help)', { kind: 'if-it-fails', policy: { kind: 'go-to', target: '#help' } })
check('If it fails: roll back', { kind: 'if-it-fails', policy: { kind: 'roll-back' } })
check('If it fails: wait and hope', {
  kind: 'if-it-fails',
  policy: { kind: 'guidance', text: 'wait and hope' },
})
check('Timeout: 1h30m', { kind: 'timeout', durationMs: 5_400_000 })
check('Timeout: how long to wait', undefined)
check('timeout: 90s', undefined)
check('Retry: 3 times every 30s, doubling', { kind: 'retry', times: 3, everyMs: 30_000, backoff: 'doubling' })
check('Only if: params.region == "west"', { kind: 'only-if', expression: 'params.region == "west"' })
check('Only if: you have access', undefined)
check('For each: host in params.hosts, 2 at a time, stop after 1 error', {
  kind: 'for-each',
  variable: 'host',
  list: 'params.hosts',
  concurrency: 2,
  errorsMax: 1,
})
check('Output: id = .items[0].id', {
  kind: 'output',
  name: 'id',
  rule: { kind: 'path', path: ['items', 0, 'id'] },
})
check('Output: size = line 3', { kind: 'output', name: 'size', rule: { kind: 'line', line: 3 } })
check('Output: whatever it prints', undefined)
check('Undo: put the old file back', { kind: 'undo', text: 'put the old file back' })
check('Who: the on-call engineer', { kind: 'who', text: 'the on-call engineer' })
check('Takes: about 5 minutes', { kind: 'takes', durationMs: 300_000 })
check('Evidence: a screenshot of the graph', { kind: 'evidence', text: 'a screenshot of the graph' })

test('lines of one paragraph are labels each', () => {
  expect(labelsIn('Timeout: 90s', 'Who: the owner').map(({ kind }) => kind)).toEqual(['timeout', 'who'])
})

test('a fence below Verify is its command, and no block of the step', () => {
  const { steps } = readMarkdown(
    sourceOf('## Steps\n1. Do it\n\n   Verify:\n   ```sh\n   test -f a\n   ```\n'),
    'a.md',
  )
  expect(steps[0]?.body).toMatchObject([
    {
      kind: 'label',
      label: { kind: 'verify', check: { kind: 'command', block: { language: 'sh', text: 'test -f a\n' } } },
    },
  ])
})

test('a fence below Undo belongs to it', () => {
  const { steps } = readMarkdown(
    sourceOf('## Steps\n1. Do it\n   - Undo: start it\n     ```sh\n     start\n     ```\n'),
    'a.md',
  )
  expect(steps[0]?.body).toMatchObject([
    { kind: 'label', label: { kind: 'undo', text: 'start it', block: { text: 'start\n' } } },
  ])
})

test('a fence below Expect is sample output', () => {
  const { steps } = readMarkdown(
    sourceOf('## Steps\n1. Do it\n   ```sh\n   go\n   ```\n   Expect: ok\n   ```\n   ok\n   ```\n'),
    'a.md',
  )
  const samples = steps[0]?.body.flatMap((part) => (part.kind === 'block' ? [part.block.sample] : []))
  expect(samples).toEqual([false, true])
})
