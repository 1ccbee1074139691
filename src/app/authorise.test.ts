import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Actor } from '../run/event/envelope.ts'
import { authorise, verbs } from './authorise.ts'

const kinds: readonly Actor['kind'][] = ['person', 'system', 'agent', 'token', 'service', 'signal']
const asks = (kind: Actor['kind']) =>
  verbs.filter((verb) => authorise({ kind, id: 'x', via: 'cli' }, verb) === undefined)

describe('who may do what', () => {
  it('the person at this machine, and the engine, may do everything', () => {
    expect(asks('person')).toEqual([...verbs])
    expect(asks('system')).toEqual([...verbs])
  })

  it('an agent may only look: it starts, answers, cancels and verifies nothing', () => {
    expect(asks('agent')).toEqual([
      'list-library',
      'search-library',
      'show-runbook',
      'lint-library',
      'plan-run',
      'list-runs',
      'show-run',
      'read-log',
      'report-run',
      'ledger-tip',
    ])
  })

  it('tokens, services and signals have nobody behind them here, and may do nothing', () => {
    for (const kind of ['token', 'service', 'signal'] as const) expect(asks(kind)).toEqual([])
  })

  it('says no in words', () => {
    expect(authorise({ kind: 'signal', id: 'alert', via: 'api' }, 'start-run')).toMatchObject({
      why: 'signal alert may not start run',
    })
    expect(kinds.length).toBe(6)
  })
})

/** Files of this room that do something for an actor: each exported verb asks before it acts. */
describe('every verb', () => {
  const besides = [
    'app.ts',
    'authorise.ts',
    'read-runbook.ts',
    'lint-config.ts',
    'read-ledger.ts',
    'redaction.ts',
    'export-files.ts',
    'export-readme.ts',
    'library-index.ts',
    'pin-runbooks.ts',
    'validation.ts',
    'see-command.ts',
  ]
  const files = globSync(join(import.meta.dirname, '*.ts')).filter(
    (file) => !file.endsWith('.test.ts') && !besides.includes(basename(file)),
  )

  it.each(files.map((file) => [basename(file), file]))('%s asks whether it may', (_name, file) => {
    expect(readFileSync(file, 'utf8')).toMatch(/authorise\(\s*app\.actor,/)
  })

  it('is asked for by one of them', () => {
    const text = files.map((file) => readFileSync(file, 'utf8')).join('\n')
    expect(verbs.filter((verb) => !text.includes(`'${verb}'`))).toEqual([])
  })
})
