import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { spawn } from '@lydell/node-pty'
import { afterAll, describe, expect, test } from 'vitest'
import { benchIn, makeBench, shell } from '../../../test/executor/bench.ts'
import { noPostgres, startPostgres } from '../../../test/servers/postgres.ts'
import { findProgram } from '../../executors/find-program.ts'
import type { Attempt } from '../../ports/executor.ts'
import type { ResolvedShell } from '../../run/resolve.ts'

const bench = makeBench()
afterAll(() => bench.remove())
const driverFile = fileURLToPath(new URL('../../../test/executor/driver.ts', import.meta.url))
const without = (program: string): boolean => findProgram(program, process.env['PATH'] ?? '') === undefined

type Sitting = { readonly stop?: 'found'; readonly root?: string }

/** A process that carries an attempt out (or finds it again) in a terminal, with a person's hands on it. */
function sit(attempt: Attempt, { root = dirname(bench.data), ...more }: Sitting = {}) {
  const words = [driverFile, root, JSON.stringify({ ...attempt, ...more })]
  const terminal = spawn(process.execPath, words, { cols: 90, rows: 20, name: 'xterm-256color' })
  let screen = ''
  let seen = 0
  terminal.onData((text) => (screen += text))
  const ended = new Promise<void>((resolve) => terminal.onExit(() => resolve()))
  return {
    type: (keys: string) => terminal.write(keys),
    /** Waits for a text after everything waited for before. */
    shows: async (text: string) => {
      for (const deadline = performance.now() + 30_000; !screen.includes(text, seen); await sleep(10))
        if (performance.now() > deadline)
          throw new Error(`${text} did not come: ${JSON.stringify(screen.slice(seen))}`)
      seen = screen.indexOf(text, seen) + text.length
    },
    resize: (columns: number, rows: number) => terminal.resize(columns, rows),
    kill: () => process.kill(terminal.pid, 'SIGKILL'),
    /** What the process says of it, once it has ended. */
    outcome: async (): Promise<unknown> => {
      await ended
      return JSON.parse(/done (\{.*\})/.exec(screen)?.[1] ?? '{}')
    },
  }
}

const inTerminal = (
  source: string,
  change: Partial<ResolvedShell> = {},
  more: Partial<Attempt> = {},
): Attempt => bench.attempt(shell(source, { tty: true, ...change }), more)

describe('a command with a terminal', { timeout: 120_000 }, () => {
  test('asks, a person types, its session is carried, and what it showed is in the log', async () => {
    const attempt = inTerminal(
      '[ -t 0 ] && [ -t 1 ] && echo is-a-terminal; read -rp "name? " ANSWER; exit 0',
      { assigns: ['ANSWER'] },
    )
    const at = sit(attempt)
    await at.shows('is-a-terminal')
    await at.shows('name? ')
    at.type('ada\r')
    await at.shows('done')
    expect(await at.outcome()).toMatchObject({
      end: { kind: 'exit', code: 0 },
      session: { set: { ANSWER: 'ada' } },
    })
    expect(await bench.log(attempt.effect, 'stdout')).toBe('is-a-terminal\r\nname? ada\r\n')
  })

  test('gets Ctrl-C, and its driver does not', async () => {
    // What waits says so itself: while bash is only about to begin it, the key can be lost on both.
    const at = sit(inTerminal("sh -c 'echo waiting; exec sleep 60'"))
    await at.shows('waiting')
    at.type('\u0003')
    await at.shows('done')
    expect(await at.outcome()).toMatchObject({ end: { kind: 'exit', code: 130 } })
  })

  test('has the size of the window, and follows it', async () => {
    const at = sit(inTerminal(`trap 'stty size; exit 0' WINCH; stty size; while :; do sleep 0.05; done`))
    await at.shows('20 90')
    at.resize(100, 30)
    await at.shows('30 100')
    await at.shows('done')
  })

  test('shows a secret to the person, and its log does not', async () => {
    const attempt = inTerminal(
      'echo "it is $KB_x"',
      { secrets: { KB_x: 'env:X' } },
      { secrets: { KB_x: 'hunter2-hunter2' } },
    )
    const at = sit(attempt)
    await at.shows('it is hunter2-hunter2')
    await at.shows('done')
    expect(await bench.log(attempt.effect, 'stdout')).not.toContain('hunter2')
  })

  test.skipIf(without('vi'))('is vi: a file is edited, and the terminal is as it was', async () => {
    const file = join(bench.work, 'edited.txt')
    writeFileSync(file, 'first\n')
    const at = sit(inTerminal(`vi ${file}`))
    await at.shows('first')
    at.type('osecond\u001b:wq\r')
    await at.shows('done')
    expect(readFileSync(file, 'utf8')).toBe('first\nsecond\n')
    expect(await at.outcome()).toMatchObject({ end: { kind: 'exit', code: 0 } })
  })

  test.skipIf(without('less'))('is less: pages, searches, leaves', async () => {
    const at = sit(inTerminal('seq -f "line %g" 1 500 | less'))
    await at.shows('line 19')
    at.type('/line 321\r')
    await at.shows('line 322')
    at.type('q')
    await at.shows('done')
  })

  test('is a shell people work in: jobs, history, and it survives kill -9 of its driver', async () => {
    const attempt = inTerminal(`PS1='here> ' bash --norc -i`)
    const at = sit(attempt)
    await at.shows('here> ')
    at.type(`kept=$((40 + 2)); PS1='now> '\r`)
    await at.shows('now> ')
    await at.shows('now> ')
    at.kill()
    const again = sit(attempt, { stop: 'found' })
    await again.shows('found known')
    await again.shows('now> ')
    again.type('echo "it kept $kept"\r')
    await again.shows('it kept 42')
    again.type('exit 7\r')
    await again.shows('done')
    expect(await again.outcome()).toMatchObject({ end: { kind: 'exit', code: 7 } })
    expect(await bench.log(attempt.effect, 'stdout')).toContain('it kept 42')
  })

  test.skipIf(without('vi'))(
    'is drawn again for a terminal that joins after kill -9, with nothing of its own typed',
    async () => {
      const file = join(bench.work, 'again.txt')
      writeFileSync(file, 'untouched\n')
      const attempt = inTerminal(`vi ${file}`)
      const at = sit(attempt)
      await at.shows('untouched')
      at.kill()
      const again = sit(attempt, { stop: 'found' })
      await again.shows('untouched')
      again.type(':q\r')
      await again.shows('done')
      expect(await again.outcome()).toMatchObject({ end: { kind: 'exit', code: 0 } })
      expect(readFileSync(file, 'utf8')).toBe('untouched\n')
    },
  )

  test('without anyone at it, it goes on; cancelled, it ends, a shell too', async () => {
    const attempt = inTerminal(`bash --norc -i -c 'echo begun; read -r x'`)
    const at = sit(attempt)
    await at.shows('begun')
    at.kill()
    const executor = bench.restart()
    const found = await executor.recover(attempt.effect, executor.place)
    await executor.cancel(attempt.effect, 5000)
    expect(found.kind === 'known' && (await found.outcome).end).toEqual({ kind: 'cancelled' })
  })

  test('leaves no more in the spool than the limit, and is shown whole', async () => {
    const attempt = inTerminal('seq 1 20000; echo the-end', {}, { outputMaxBytes: 5000 })
    const at = sit(attempt)
    await at.shows('the-end')
    await at.shows('done')
    expect(await at.outcome()).toMatchObject({ truncated: true })
    expect((await bench.log(attempt.effect, 'stdout')).length).toBeLessThanOrEqual(5000)
  })

  test('where the folder lies too deep for a socket, a short one is made and taken away', async () => {
    const deep = benchIn(join(bench.work, 'a-rather-long-name-for-a-folder-'.repeat(3)))
    const attempt = deep.attempt(shell('read -rp "go? " x', { tty: true }))
    const at = sit(attempt, { root: dirname(deep.data) })
    await at.shows('go? ')
    const request = readFileSync(join(deep.folder(attempt.effect), 'request.json'), 'utf8')
    const { socket } = JSON.parse(request) as { socket: string }
    expect(socket.length).toBeLessThan(100)
    expect([existsSync(socket), statSync(dirname(socket)).mode & 0o777]).toEqual([true, 0o700])
    at.type('\r')
    await at.shows('done')
    expect(existsSync(dirname(socket))).toBe(false)
  })

  test.skipIf(noPostgres !== undefined || without('psql'))('is psql', async () => {
    const server = await startPostgres()
    const passwords = join(bench.work, 'passwords')
    writeFileSync(passwords, `127.0.0.1:${server.port}:*:owner:${server.password}\n`)
    chmodSync(passwords, 0o600)
    const at = sit(
      inTerminal(`PGPASSFILE=${passwords} psql -X -h 127.0.0.1 -p ${server.port} -U owner postgres`),
    )
    await at.shows('postgres=# ')
    at.type(`SELECT 'it is ' || 6 * 7;\r`)
    await at.shows('it is 42')
    at.type('\u0004')
    await at.shows('done')
    expect(await at.outcome()).toMatchObject({ end: { kind: 'exit', code: 0 } })
    await server.stop()
  })
})
