import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { verbs } from '../access/verb.ts'
import type { Actor } from '../run/event/envelope.ts'
import type { App } from './app.ts'
import { authorise, verbsOf } from './authorise.ts'

const kinds: readonly Actor['kind'][] = ['person', 'system', 'agent', 'token', 'service', 'signal']
const owner = { kind: 'owner' } as const
const asks = (kind: Actor['kind']) => verbsOf({ actor: { kind, id: 'x', via: 'cli' }, access: owner })

describe('who may do what where there are no accounts', () => {
  it('the person at this machine, and the engine, may do everything', () => {
    expect(asks('person')).toEqual([...verbs])
    expect(asks('system')).toEqual([...verbs])
  })

  it('an agent may only look: it starts, answers, cancels and verifies nothing', () => {
    expect(asks('agent')).toEqual([
      'list-library',
      'search-library',
      'show-runbook',
      'runbook-history',
      'runbook-diff',
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

  it('says no in words', async () => {
    const app = { actor: { kind: 'signal', id: 'alert', via: 'api' }, access: owner } as App
    expect(await authorise(app, 'start-run', 'a.md')).toMatchObject({
      why: 'signal alert may not start run',
    })
    expect(kinds.length).toBe(6)
  })
})

/** Functions of this room that something outside calls with an app: each asks before it acts. */
describe('every verb', () => {
  /** What only serves a verb that has asked: no face imports these. */
  const serving = [
    'accounts-desk',
    'authorise',
    'export-files',
    'follow-library',
    'library-index',
    'lint-config',
    'noted',
    'pin-runbooks',
    'plan-text',
    'read-ledger',
    'read-run',
    'read-runbook',
    'run-report',
    'validation',
    'visible',
  ]
  const servingFunctions = ['keptFindings', 'appAt', 'stillFollows']
  /** Where people come in: nobody has been let in yet, and what is checked is who they are. */
  const entrance = ['set-up', 'sign-in', 'who-comes']
  const files = globSync(join(import.meta.dirname, '*.ts'))
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => ({ name: basename(file, '.ts'), text: readFileSync(file, 'utf8') }))
  const functions = files
    .filter(({ name }) => !serving.includes(name) && !entrance.includes(name))
    .flatMap(({ name, text }) =>
      text
        .split(/^(?=export )/m)
        .map((part) => ({
          name,
          of: /^export (?:async )?function\*? (\w+)\(\s*app: App\b/.exec(part)?.[1],
          part,
        }))
        .flatMap(({ of, ...rest }) =>
          of === undefined || servingFunctions.includes(of) ? [] : [{ of, ...rest }],
        ),
    )

  it('there are many', () => {
    expect(functions.length).toBeGreaterThan(25)
  })

  it.each(functions)('$name: $of asks whether it may', ({ part }) => {
    const body = part.split(/^}/m)[0] ?? ''
    expect(body).toMatch(/await (authorise\(app, ('|verb)|mayManage\(app,)/)
  })

  it('is asked for by one of them', () => {
    const text = files
      .filter(({ name }) => name !== 'authorise')
      .map((file) => file.text)
      .join('\n')
    expect(verbs.filter((verb) => !text.includes(`'${verb}'`))).toEqual([])
  })

  it('is asked for by its faces through this room alone: what only serves a verb, no face knows', () => {
    const faces = globSync(join(import.meta.dirname, '../{cli,server,mcp}/**/*.ts'))
      .filter((file) => !file.endsWith('.test.ts'))
      .map((file) => readFileSync(file, 'utf8'))
    const known = [...faces.join('\n').matchAll(/^import \{[^}]*\} from '[./]+app\/([\w-]+)\.ts'/gm)].map(
      (match) => match[1],
    )
    expect(serving.filter((name) => known.includes(name))).toEqual(['authorise'])
  })
})
