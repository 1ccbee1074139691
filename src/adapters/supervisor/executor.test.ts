import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { carryOut, makeBench, shell } from '../../../test/executor/bench.ts'
import type { Attempt, Outcome } from '../../ports/executor.ts'
import type { ResolvedShell } from '../../run/resolve.ts'

const bench = makeBench()
afterAll(() => bench.remove())

type Case = {
  readonly source: string
  readonly given?: Partial<ResolvedShell>
  readonly attempt?: Partial<Attempt>
  readonly ends: Partial<Outcome>
  readonly stdout?: string
  readonly stderr?: string
}

/** Runs a block and compares outcome and log. */
const check = (title: string, { source, given = {}, attempt: change = {}, ends, stdout, stderr }: Case) =>
  test(title, async () => {
    const attempt = bench.attempt(shell(source, given), change)
    expect(await carryOut(bench, attempt)).toMatchObject(ends)
    if (stdout !== undefined) expect(await bench.log(attempt.effect, 'stdout')).toBe(stdout)
    if (stderr !== undefined) expect(await bench.log(attempt.effect, 'stderr')).toBe(stderr)
  })

const exit = (code: number): Partial<Outcome> => ({ end: { kind: 'exit', code } })

check('a block that ends well', {
  source: 'echo hello',
  ends: { ...exit(0), stdout: 'hello\n' },
  stdout: 'hello\n',
})
check('an exit code is told', { source: 'exit 7', ends: exit(7) })
check('the first failing command ends the block', {
  source: 'echo a\nfalse\necho b',
  ends: exit(1),
  stdout: 'a\n',
})
check('without -e the last command decides', {
  source: 'false\necho b',
  given: { errexit: false },
  ends: exit(0),
  stdout: 'b\n',
})
check('the shell names the block and the line', {
  source: 'echo a\n\nno-such-command',
  ends: exit(127),
  stderr: 'block: line 3: no-such-command: command not found\n',
})
check('two streams are kept apart', {
  source: 'echo out; echo err >&2',
  ends: exit(0),
  stdout: 'out\n',
  stderr: 'err\n',
})
check('there is no input to wait for', { source: 'read -r x || echo none', ends: exit(0), stdout: 'none\n' })
check('a block without output', {
  source: ':',
  ends: { ...exit(0), stdout: '', truncated: false },
  stdout: '',
})
check('a word of the block does not find its own shell', {
  source: 'pgrep -f very-unlikely-word || echo none',
  ends: exit(0),
  stdout: 'none\n',
})
check('a directory that is not there is an error with a remedy', {
  source: ':',
  given: { cwd: '/no/such/place' },
  ends: {
    end: { kind: 'error', message: 'the directory /no/such/place does not exist: make it, or correct cwd=' },
  },
})
check('a terminal is not there', {
  source: ':',
  given: { tty: true },
  ends: {
    end: {
      kind: 'error',
      message: 'this command needs a terminal: run the runbook with `kneeboard run` in one',
    },
  },
})
check('a name that steers programs cannot be set', {
  source: ':',
  given: { environment: { LD_PRELOAD: 'x' } },
  ends: { end: { kind: 'error', message: 'LD_PRELOAD cannot be set for a command: it steers programs' } },
})
check('values arrive as they are', {
  source: 'printf %s "$KB_x"',
  given: { environment: { KB_x: '$(touch canary) `id` \'q\' "d" é\n' } },
  ends: { ...exit(0), stdout: '$(touch canary) `id` \'q\' "d" é\n' },
})
check('values that are too large together', {
  source: ':',
  given: { environment: { KB_x: 'x'.repeat(200_000) } },
  ends: {
    end: {
      kind: 'error',
      message: 'the values handed to the command are too large together: pass files instead',
    },
  },
})
check('an output beyond the limit is cut, and the command goes on', {
  source: 'head -c 5000000 /dev/zero | tr "\\0" x; echo end >&2',
  attempt: { outputMaxBytes: 1000 },
  ends: { ...exit(0), truncated: true, stdout: 'x'.repeat(1000) },
  stdout: 'x'.repeat(1000),
  stderr: 'end\n',
})
check('an output of exactly the limit is whole', {
  source: 'head -c 1000 /dev/zero | tr "\\0" x',
  attempt: { outputMaxBytes: 1000 },
  ends: { ...exit(0), truncated: false },
})
check('a command that opens its own standard error anew loses nothing that was read', {
  source: 'echo a >&2; sleep 0.1; echo b | tee /dev/stderr >/dev/null; sleep 0.1; echo c >&2',
  ends: exit(0),
  stderr: 'a\nb\nc\n',
})
check('a secret is masked, also across pieces', {
  source: 'printf "<%s" "${KB_s:0:4}"; sleep 0.1; printf "%s>" "${KB_s:4}"; printf %s "$KB_s" >&2',
  attempt: { secrets: { KB_s: 'correct-horse' } },
  ends: { ...exit(0), stdout: '<••••>' },
  stdout: '<••••>',
  stderr: '••••',
})
check('a session value with the name of a secret is masked', {
  source: 'echo "$API_TOKEN"',
  given: { session: { cwd: '', set: { API_TOKEN: 'tok-12345' }, unset: [] } },
  ends: exit(0),
  stdout: '••••\n',
})
check('characters cut by a read are put together', {
  source: `printf '\\303'; sleep 0.08; printf '\\251'`,
  ends: { stdout: 'é' },
  stdout: 'é',
})
check('outputs come through the file', {
  source: 'echo "name=a b" >>"$KNEEBOARD_OUTPUT"; printf "text<<EOF\\n1\\n2\\nEOF\\n" >>"$KNEEBOARD_OUTPUT"',
  ends: { ...exit(0), outputs: { name: 'a b', text: '1\n2' } },
})
check('an output that cannot be read is said', {
  source: 'printf "PATH=/tmp\\nnonsense\\n" >"$KNEEBOARD_OUTPUT"',
  ends: { outputs: {} },
  stderr:
    'kneeboard: the output PATH has a reserved name: choose another\n' +
    'kneeboard: line 2 of $KNEEBOARD_OUTPUT is not name=value\n',
})

test('only the allowed part of the environment reaches a command', async () => {
  process.env['CANARY_PASSWORD'] = 'leaked'
  const other = makeBench()
  try {
    const outcome = await carryOut(other, other.attempt(shell('env')))
    expect(outcome.stdout).not.toContain('CANARY_PASSWORD')
    expect(outcome.stdout).toContain('HOME=')
  } finally {
    delete process.env['CANARY_PASSWORD']
    await other.remove()
  }
})

test('folder and files are private', async () => {
  const attempt = bench.attempt(shell('echo x; umask'))
  const before = process.umask(0)
  await bench.executor.prepare(attempt)
  process.umask(before)
  await bench.executor.run(attempt)
  const folder = bench.folder(attempt.effect)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  for (const name of ['attempt.json', 'stdout', 'stderr']) {
    expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600)
  }
})

test('no secret stands in an argument', async () => {
  const source = `tr '\\0' '\\n' </proc/$$/cmdline; tr '\\0' '\\n' </proc/$PPID/cmdline`
  const attempt = bench.attempt(shell(source), { secrets: { KB_s: 'correct-horse' } })
  const { stdout } = await carryOut(bench, attempt)
  expect(stdout).toContain(attempt.effect)
  expect(stdout).not.toContain('correct-horse')
  expect(stdout).not.toContain('cmdline; tr')
})

test('chunks tell in order which bytes they were made from', async () => {
  const attempt = bench.attempt(shell('for i in 1 2 3 4 5; do echo "line $i"; sleep 0.05; done'))
  await carryOut(bench, attempt)
  const chunks = await bench.logs.read(attempt.effect, 0)
  expect(chunks.length).toBeGreaterThan(2)
  expect(chunks.map(({ text }) => text).join('')).toBe('line 1\nline 2\nline 3\nline 4\nline 5\n')
  let to = 0
  for (const chunk of chunks) {
    expect(chunk.from).toBe(to)
    to = chunk.to
  }
  expect(to).toBe(35)
})

test('output is in the log while the command goes on', async () => {
  const attempt = bench.attempt(shell('sleep 0.3; date +%s%3N; sleep 0.3'))
  await carryOut(bench, attempt)
  const [chunk] = await bench.logs.read(attempt.effect, 0)
  expect(chunk && chunk.at - Number(chunk.text)).toBeLessThan(100)
})

test('discarding takes the folder away, cleaning too', async () => {
  const attempt = bench.attempt(shell('echo x'))
  await bench.executor.prepare(attempt)
  await bench.executor.discard(attempt.effect)
  expect(existsSync(bench.folder(attempt.effect))).toBe(false)
  await carryOut(bench, attempt)
  await bench.executor.clean(attempt.effect)
  expect(existsSync(bench.folder(attempt.effect))).toBe(false)
})

test('a folder left by a start that was not committed is made anew', async () => {
  const attempt = bench.attempt(shell('echo first'))
  await bench.executor.prepare(attempt)
  const second = { ...attempt, action: shell('echo second') }
  expect(await carryOut(bench, second)).toMatchObject({ stdout: 'second\n' })
  await expect(bench.executor.prepare(attempt)).rejects.toThrow('already started')
})

test('an attempt whose folder was prepared anew by another process does not run its bytes', async () => {
  const attempt = bench.attempt(shell(`touch ${bench.work}/mine`))
  await bench.executor.prepare(attempt)
  const other = bench.restart()
  await other.prepare({ ...attempt, action: shell(`touch ${bench.work}/theirs`) })
  const outcome = await bench.executor.run(attempt)
  expect(outcome.end).toEqual({ kind: 'error', message: 'another process prepared the same attempt' })
  expect([existsSync(join(bench.work, 'mine')), existsSync(join(bench.work, 'theirs'))]).toEqual([
    false,
    false,
  ])
})

test('a command that cannot write its claim is not run', async () => {
  const attempt = bench.attempt(shell(`touch ${bench.work}/ran`))
  await bench.executor.prepare(attempt)
  writeFileSync(join(bench.folder(attempt.effect), 'claim'), '')
  const outcome = await bench.executor.run(attempt)
  expect(outcome.end).toMatchObject({ kind: 'error' })
  expect(existsSync(join(bench.work, 'ran'))).toBe(false)
})

test('a hostile exit is outdone, a link is not followed when read', async () => {
  const attempt = bench.attempt(
    shell(
      'd=${KNEEBOARD_OUTPUT%/*}; echo 0 >"$d/exit"; echo 0 >>"$d/claim"; ln -s /etc/passwd "$d/outputs"; exit 9',
    ),
  )
  expect(await carryOut(bench, attempt)).toMatchObject({ end: { kind: 'exit', code: 9 }, outputs: {} })
  const recovery = await bench.restart().recover(attempt.effect, bench.executor.place)
  expect(recovery.kind === 'known' && (await recovery.outcome).end).toEqual({ kind: 'exit', code: 9 })
})
