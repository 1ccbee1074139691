import { expect, test } from 'vitest'
import { executableHash } from '../document/executable.ts'
import { readRunbook } from '../document/read.ts'
import { sourceOf } from '../text/source.ts'
import type { Statement } from './validation.ts'
import { readStatements, stepsStated, validationOf, writeStatements } from './validation.ts'

const text = (second: string, prose = 'Words.'): string =>
  `# A\n\n${prose}\n\n1. Look:\n\n   \`\`\`sh\n   uptime\n   \`\`\`\n\n2. Act:\n\n   \`\`\`sh\n   ${second}\n   \`\`\`\n`
const read = (written: string) => readRunbook(sourceOf(written), 'a.md')

const stated = (written: string, by: string): Statement => ({
  executableHash: executableHash(read(written)),
  steps: stepsStated(read(written)),
  by,
  at: '2026-01-01T00:00:00Z',
  run: 'run_0',
  tip: 'sha256:0',
})

test('a statement holds for the steps it is about, whatever becomes of the prose', () => {
  const statement = stated(text('sync'), 'grace')
  expect(validationOf(read(text('sync', 'Better words.')), [statement])).toEqual({
    kind: 'current',
    statement,
  })
})

test('it lapses when a step changes, and the step is named', () => {
  const statement = stated(text('sync'), 'grace')
  expect(validationOf(read(text('sync --data')), [statement])).toEqual({
    kind: 'lapsed',
    statement,
    changed: ['Act'],
  })
})

test('of several the newest that holds counts; where none does, the newest is shown', () => {
  const [old, other] = [stated(text('sync'), 'grace'), stated(text('halt'), 'alan')]
  expect(validationOf(read(text('sync')), [old, other])).toMatchObject({
    kind: 'current',
    statement: { by: 'grace' },
  })
  expect(validationOf(read(text('df')), [old, other])).toMatchObject({
    kind: 'lapsed',
    statement: { by: 'alan' },
  })
  expect(validationOf(read(text('df')), [])).toEqual({ kind: 'none' })
})

test('what is no file of statements states nothing', () => {
  const statements = [stated(text('sync'), 'grace')]
  expect(readStatements(writeStatements('a.md', statements))).toEqual(statements)
  for (const written of [
    '',
    '{}',
    '[1]',
    '{"schema":"kneeboard.validation/2","path":"a.md","statements":[]}',
  ])
    expect(readStatements(written)).toEqual([])
})
