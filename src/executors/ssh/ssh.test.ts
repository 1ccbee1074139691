import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { userInfo } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bench } from '../../../test/executor/bench.ts'
import { carryOut, makeBench, ssh } from '../../../test/executor/bench.ts'
import type { SshServer } from '../../../test/executor/ssh-server.ts'
import { noSsh, startSshServer } from '../../../test/executor/ssh-server.ts'
import { lives, textIn, until } from '../../../test/executor/until.ts'
import { sshLanding } from '../../adapters/landing/ssh-landing.ts'
import type { ResolvedSsh } from '../../run/resolve.ts'
import { cleanEnvironment } from '../environment.ts'

describe.skipIf(noSsh)(
  `a block on another host${noSsh ? ` (skipped: ${noSsh})` : ''}`,
  { timeout: 60_000 },
  () => {
    let server: SshServer
    let bench: Bench

    beforeAll(async () => {
      server = await startSshServer()
      const environment = { ...process.env, PATH: `${server.bin}:${process.env['PATH'] ?? ''}` }
      bench = makeBench({ baseEnvironment: cleanEnvironment(environment, []) })
    }, 60_000)
    afterAll(async () => {
      await bench?.remove()
      await server?.remove()
    })

    const run = async (action: ResolvedSsh, secrets: Record<string, string> = {}) => {
      const attempt = bench.attempt(action, { secrets })
      const outcome = await carryOut(bench, attempt)
      const log = async (stream: 'stdout' | 'stderr') => bench.log(attempt.effect, stream)
      return { outcome, out: await log('stdout'), err: await log('stderr'), attempt }
    }

    test('runs there, each stream apart, and leaves nothing behind', async () => {
      const { outcome, out, err } = await run(ssh('echo "$HOME"; echo warned >&2; pwd'))
      expect(outcome.end).toEqual({ kind: 'exit', code: 0 })
      expect(out).toBe(`${server.home}\n${userInfo().homedir}\n`)
      expect(err).toBe('warned\n')
      await until('the folder is gone', () => readdirSync(join(server.home, '.cache/kneeboard')).length === 0)
      expect(statSync(join(server.home, '.cache/kneeboard')).mode & 0o777).toBe(0o700)
    })

    test.each([1, 3, 127, 254, 255])("its exit code %i is its own, and not the client's", async (code) => {
      expect((await run(ssh(`exit ${code}`))).outcome.end).toEqual({ kind: 'exit', code })
    })

    test('stops at the first failing command, unless told not to', async () => {
      expect((await run(ssh('echo a; false; echo b'))).out).toBe('a\n')
      expect((await run(ssh('echo a; false; echo b', { errexit: false }))).out).toBe('a\nb\n')
    })

    test('in the dialect and directory that were said', async () => {
      mkdirSync(join(server.home, "it's here"))
      const { out } = await run(
        ssh('a=(1 2); echo "${#a[@]}"; pwd', { dialect: 'bash', there: `${server.home}/it's here` }),
      )
      expect(out).toBe(`2\n${server.home}/it's here\n`)
      expect((await run(ssh('pwd', { there: '/not/there' }))).outcome.end).toEqual({
        kind: 'exit',
        code: 1,
      })
    })

    test('its standard input is empty, not its own text', async () => {
      const { out } = await run(ssh('cat; echo read; read x || echo none'))
      expect(out).toBe('read\nnone\n')
    })

    test('values arrive byte for byte and mean nothing', async () => {
      const hostile = `'; touch ${server.home}/canary; $(touch ${server.home}/canary) \`id\` "\\\n é€ ''`
      const { out } = await run(ssh('printf %s "$KB_v"', { environment: { KB_v: hostile } }))
      expect(out).toBe(hostile)
      expect(existsSync(join(server.home, 'canary'))).toBe(false)
    })

    test('secrets arrive as variables, stand in no argument and no file of this side, and are masked', async () => {
      const secret = 'correct-horse-battery'
      const attempt = bench.attempt(
        ssh(
          'test "$KB_token" = correct-horse-batter"y" && echo equal; echo "got $KB_token"; ps -eww -o args= | grep -c "horse-batter[y]" || :',
          { secrets: { KB_token: 'env:TOKEN' } },
        ),
        { secrets: { KB_token: secret } },
      )
      await bench.executor.prepare(attempt)
      expect(readFileSync(join(bench.folder(attempt.effect), 'request.json'), 'utf8')).not.toContain(secret)
      await bench.executor.run(attempt)
      expect(await bench.log(attempt.effect, 'stdout')).toBe('equal\ngot ••••\n0\n')
    })

    test('what it writes to $KNEEBOARD_OUTPUT comes back', async () => {
      const { outcome } = await run(ssh('echo "version=1.2" >>"$KNEEBOARD_OUTPUT"'))
      expect(outcome.outputs).toEqual({ version: '1.2' })
    })

    test('much output, with bytes that are no text, comes whole; too much is cut and said', async () => {
      const { outcome } = await run(
        ssh('i=0; while [ $i -lt 20000 ]; do echo "line $i of many"; i=$((i+1)); done'),
      )
      const whole = Array.from({ length: 20_000 }, (_, n) => `line ${n} of many\n`).join('')
      expect(outcome.stdout).toBe(whole)
      const cut = await run(ssh('head -c 3000000 /dev/zero | tr "\\0" x'))
      expect(cut.outcome).toMatchObject({ truncated: true, end: { kind: 'exit', code: 0 } })
      expect(cut.out.length).toBe(2 ** 20)
    })

    test('through another host', async () => {
      expect((await run(ssh('echo jumped', { host: 'far-jump' }))).out).toBe('jumped\n')
      const { host, port, jump } = { host: '127.0.0.1', port: server.port, jump: ['far'] }
      expect((await run(ssh('echo jumped', { host, port, jump }))).out).toBe('jumped\n')
    })

    test("is shown where it lands, as the operator's configuration has it, before it runs", async () => {
      const { user: me } = { user: userInfo().username }
      const searched = { PATH: `${server.bin}:${process.env['PATH'] ?? ''}` }
      expect(await sshLanding(ssh('', { host: 'far-jump', there: '/srv' }), searched)).toEqual({
        host: `far-jump (127.0.0.1:${server.port})`,
        user: me,
        directory: '/srv',
        through: 'far',
      })
      expect(await sshLanding(ssh('', { host: 'elsewhere', user: 'ada', port: 2222 }), searched)).toEqual({
        host: 'elsewhere (2222)',
        user: 'ada',
        directory: '~',
      })
    })

    test('no agent is lent to it, whatever the configuration says', async () => {
      expect((await run(ssh('echo "${SSH_AUTH_SOCK-none}"'))).out).toBe('none\n')
    })

    test.each([
      ['impostor', /verification failed|IDENTIFICATION HAS CHANGED/i],
      ['stranger', /verification failed/i],
      ['keyless', /Permission denied/],
      ['nowhere', /refused/],
    ])('%s is not reached: nothing runs, and it is said', async (host, words) => {
      const { outcome } = await run(ssh(`touch ${server.home}/canary-${host}`, { host }))
      expect(outcome.end).toMatchObject({ kind: 'error', message: expect.stringMatching(words) as string })
      expect(outcome.end).toMatchObject({ message: expect.stringContaining('nothing was run') as string })
      expect(existsSync(join(server.home, `canary-${host}`))).toBe(false)
    })

    test('a far side that is no POSIX shell is said to be none', async () => {
      const odd = join(server.bin, '..', 'odd')
      mkdirSync(odd, { recursive: true })
      writeFileSync(
        join(odd, 'ssh'),
        `#!/bin/sh\nfor last; do :; done\nset -- "$@" "/bin/echo this is a switch"\nexec ${server.bin}/ssh far "/bin/echo this is a switch"\n`,
        { mode: 0o755 },
      )
      const other = makeBench({
        baseEnvironment: {
          ...cleanEnvironment(process.env, []),
          PATH: `${odd}:${process.env['PATH'] ?? ''}`,
        },
      })
      const outcome = await carryOut(other, other.attempt(ssh('true')))
      expect(outcome.end).toMatchObject({ kind: 'error' })
      await other.remove()
    })

    test('ended: the whole group over there, TERM first', async () => {
      const attempt = bench.attempt(
        ssh(
          `echo $$ >${server.home}/pid-a; trap 'echo told >${server.home}/told; exit 3' TERM; sleep 600 & wait`,
        ),
      )
      await bench.executor.prepare(attempt)
      const outcome = bench.executor.run(attempt)
      await until('it runs', () => textIn(join(server.home, 'pid-a')) !== '')
      await bench.executor.cancel(attempt.effect, 100)
      expect((await outcome).end).toMatchObject({ kind: 'exit', code: 3 })
      expect(textIn(join(server.home, 'told'))).toBe('told\n')
      expect(lives(Number(textIn(join(server.home, 'pid-a'))))).toBe(false)
      expect(spawnSync('pgrep', ['-fx', 'sleep 600']).status).toBe(1)
    })

    test('ended: KILL for what does not listen', async () => {
      const attempt = bench.attempt(
        ssh(`trap '' TERM; echo $$ >${server.home}/pid-b; while :; do sleep 0.2; done`),
      )
      await bench.executor.prepare(attempt)
      const outcome = bench.executor.run(attempt)
      await until('it runs', () => textIn(join(server.home, 'pid-b')) !== '')
      await bench.executor.cancel(attempt.effect, 100)
      expect((await outcome).end).toEqual({ kind: 'cancelled' })
      expect(lives(Number(textIn(join(server.home, 'pid-b'))))).toBe(false)
    })

    test('a lost connection is taken up again: the effect once, no output twice, none lost', async () => {
      const attempt = bench.attempt(
        ssh(
          `i=0; while [ $i -lt 30 ]; do echo "part $i"; echo $i >>${server.home}/effects; sleep 0.1; i=$((i+1)); done; exit 7`,
        ),
      )
      await bench.executor.prepare(attempt)
      const outcome = bench.executor.run(attempt)
      for (const part of [3, 12, 20]) {
        await until(`part ${part}`, () => textIn(join(server.home, 'effects')).includes(`${part}\n`))
        server.cut()
      }
      expect((await outcome).end).toEqual({ kind: 'exit', code: 7 })
      const parts = Array.from({ length: 30 }, (_, n) => n)
      expect(await bench.log(attempt.effect, 'stdout')).toBe(parts.map((n) => `part ${n}\n`).join(''))
      expect(textIn(join(server.home, 'effects'))).toBe(parts.map((n) => `${n}\n`).join(''))
      expect(await bench.log(attempt.effect, 'stderr')).toMatch(/lost .* and taken up again/)
    })

    test('a far side that lost its record is not asked to do it again: nobody can tell', async () => {
      const attempt = bench.attempt(ssh(`echo once >>${server.home}/lost-record; sleep 2`))
      await bench.executor.prepare(attempt)
      const outcome = bench.executor.run(attempt)
      await until('it runs', () => textIn(join(server.home, 'lost-record')) !== '')
      spawnSync('rm', ['-rf', join(server.home, '.cache/kneeboard')])
      server.cut()
      expect((await outcome).end).toMatchObject({
        kind: 'unknown',
        why: expect.stringContaining('no record') as string,
      })
      expect(textIn(join(server.home, 'lost-record'))).toBe('once\n')
    })
  },
)
