import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const homes: string[] = []

afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true })
})

// They wait more than they work, and each has a home of its own: side by side.
describe.concurrent('examples that run unattended', { timeout: 60_000 }, () => {
  test.each([
    'aws-template.md',
    'disk-nearly-full.md',
    'renew-certificate.md',
    'restore-from-backup.md',
    'service-not-answering.md',
  ])('%s runs to its end, and again', async (file) => {
    const home = freshHome()
    expect(await run(home, file)).toMatchObject({ exit: 0, text: expect.stringContaining('Succeeded') })
    expect(await run(home, file)).toMatchObject({ exit: 0, text: expect.stringContaining('Succeeded') })
  })

  test('the certificate is renewed for the host that was asked for', async () => {
    const home = freshHome()
    expect((await run(home, 'renew-certificate.md', 'host=pay.example')).exit).toBe(0)
    const live = join(home, '.cache/kneeboard-examples/renew-certificate/pay.example/live/certificate.pem')
    const args = ['x509', '-in', live, '-noout', '-ext', 'subjectAltName', '-checkend', String(80 * 86_400)]
    const seen = await execute('openssl', args, home)
    expect(seen).toMatchObject({ exit: 0, text: expect.stringContaining('DNS:pay.example') })
  })

  test('core dumps are removed by nobody when nobody is asked', async () => {
    const home = freshHome()
    expect((await run(home, 'disk-nearly-full.md', 'remove_dumps=true')).exit).toBe(3)
    expect(existsSync(join(home, '.cache/kneeboard-examples/disk-nearly-full/dumps/core.4711'))).toBe(true)
  })
})

describe.concurrent('the schema update', { timeout: 60_000 }, () => {
  const file = 'schema-update/automatic.md'

  test('leaves version 8, every order, and the writers let in, as often as it is run', async () => {
    const home = freshHome()
    for (const _ of ['first', 'second']) {
      expect((await run(home, file)).exit).toBe(0)
      expect(databaseOf(home)).toEqual({ version: 8, orders: 5000, currencies: 4, gate: 'open' })
    }
  })

  test('takes a bad migration back: exit 1, rolled back, and the database is its backup byte for byte', async () => {
    const home = freshHome()
    const { exit, text } = await run(home, file, 'simulate=bad-migration --json')
    expect({ exit, status: statusOf(text) }).toEqual({ exit: 1, status: 'rolled-back' })
    expect(databaseOf(home)).toEqual({ version: 7, orders: 5000, currencies: 0, gate: 'open' })
    expect(sha256(workOf(home, 'orders.db'))).toBe(sha256(workOf(home, 'backup/orders-before-8.db')))
  })

  test('refuses a simulation it does not know, and makes nothing', async () => {
    const home = freshHome()
    expect((await run(home, file, 'simulate=everything')).exit).toBe(2)
    expect(existsSync(workOf(home, 'orders.db'))).toBe(false)
  })

  test('refuses a folder that leads out of the cache', async () => {
    expect((await run(freshHome(), file, 'workdir=../elsewhere')).exit).toBe(2)
  })
})

describe.concurrent('examples that people carry out', { timeout: 60_000 }, () => {
  test.each([
    ['schema-update/checklist.md', '', 'Migrate to version 8'],
    ['schema-update/assisted.md', '', 'Migrate to version 8'],
    ['investigate-slow-checkout.md', '', 'A provider is slow'],
    [
      'aws-health-scheduled-change.md',
      ' --param event=H-1 --param resource=db-1 --param change_day=2027-01-31',
      'Have the change approved',
    ],
  ] as const)('%s has a plan', async (file, params, step) => {
    const home = freshHome()
    const { exit, text } = await kneeboard(home, `run examples/${file} --mode dry-run${params}`)
    expect({ exit, text: exit === 0 ? '' : text }).toEqual({ exit: 0, text: '' })
    expect(text).toContain(step)
    expect(existsSync(join(home, '.cache'))).toBe(false)
  })

  test('a required parameter that is missing is named, all of them at once', async () => {
    const file = 'examples/aws-health-scheduled-change.md'
    const { exit, text } = await kneeboard(freshHome(), `run ${file} --mode dry-run`)
    expect(exit).toBe(2)
    for (const name of ['event', 'resource', 'change_day']) expect(text).toContain(name)
  })
})

test('lint finds nothing in the examples, also by the rules of AWS Well-Architected', async () => {
  const line = '--library examples lint --fail-on info --profile default aws-well-architected strict'
  const { exit, text } = await kneeboard(freshHome(), line)
  expect({ exit, text }).toEqual({ exit: 0, text: expect.stringContaining('no findings') })
})

function freshHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'kneeboard-examples-'))
  homes.push(home)
  return home
}

const run = (home: string, file: string, param?: string): Promise<Ended> =>
  kneeboard(home, `run examples/${file} --mode unattended${param === undefined ? '' : ` --param ${param}`}`)

type Ended = { readonly exit: number; readonly text: string }

/** A command line as it is typed; none here has a space in a word. */
const kneeboard = (home: string, line: string): Promise<Ended> =>
  execute(process.execPath, [join(root, 'bin/kneeboard.js'), ...line.split(' ')], home)

/** Nothing of this machine's user: a home, and so a cache and a state folder, of its own. */
function execute(program: string, args: readonly string[], home: string): Promise<Ended> {
  const env = { HOME: home, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1' }
  return new Promise((done) => {
    execFile(program, args, { cwd: root, env, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      const exit = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      done({ exit, text: stdout + stderr })
    })
  })
}

/** How the run ended, out of the journal it printed: one envelope a line. */
function statusOf(journal: string): unknown {
  const last = journal.trimEnd().split('\n').at(-1) ?? ''
  const { type, data } = JSON.parse(last) as {
    readonly type: string
    readonly data: { readonly status: string }
  }
  return type === 'run.ended' ? data.status : type
}

const workOf = (home: string, file: string): string =>
  join(home, '.cache/kneeboard-examples/schema-update', file)

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

function databaseOf(home: string): unknown {
  const db = new DatabaseSync(workOf(home, 'orders.db'), { readOnly: true })
  try {
    const version = db.prepare('PRAGMA user_version').get()?.['user_version']
    const orders = db.prepare('SELECT count(*) AS n FROM orders').get()?.['n']
    const currencies =
      version === 8 ? db.prepare('SELECT count(DISTINCT currency) AS n FROM orders').get()?.['n'] : 0
    return { version, orders, currencies, gate: readFileSync(workOf(home, 'gate'), 'utf8').trim() }
  } finally {
    db.close()
  }
}
