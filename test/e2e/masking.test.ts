import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { textIn } from '../executor/until.ts'
import type { Desk } from '../desk.ts'
import { desksWith } from '../desk.ts'
import { inPipe, runIn } from './kneeboard.ts'

const launcher = join(import.meta.dirname, '../../bin/kneeboard.js')
const secret = `Tr0ub4dor&3 "it's" $HOME/x+y=z é-9`
const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\n9w0BAQEFAASCBKcwggSj\n-----END KEY-----'
const half = Math.floor(secret.length / 2)

/** What a value may not be found by in anything that is kept or shown: itself and what anybody could turn back. */
const traces = [
  secret,
  ...key.split('\n').slice(1, 3),
  ...[0, 1, 2].map((shift) =>
    Buffer.from('x'.repeat(shift) + secret)
      .toString('base64')
      .slice(4, 40),
  ),
  Buffer.from(secret).toString('hex'),
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
]

const block = (title: string, source: string, more = ''): string =>
  `1. **${title}**\n\n   \`\`\`bash {auto}\n${source.replace(/^(?=.)/gm, '   ')}\n   \`\`\`\n\n${more}`

const steps = [
  block('Plainly', 'printf "%s\\n" {{ token }}; echo "[{{ token }}]" >&2; printf "%s\\n" "{{ pem }}"'),
  block(
    'In other forms',
    `T={{ token }}
printf %s "$T" | base64; printf %s "$T" | base64 -w 20; printf 'x%s' "$T" | base64; printf 'xx%s' "$T" | base64 -w 8
printf %s "$T" | od -An -v -tx1 | tr -d ' \\n'; echo
printf '%q\\n' "$T"; LC_ALL=C printf '%q\\n' "$T"
node -e 'const t = process.env.T; console.log(JSON.stringify({ t }), encodeURIComponent(t), new URLSearchParams({ t }).toString(), JSON.stringify(JSON.stringify({ t })))'`.replace(
      'T={{ token }}',
      'export T={{ token }}',
    ),
  ),
  block('Traced', 'set -x\n: "{{ token }}"\nfalse "{{ token }}" || true'),
  block('In colours', `T={{ token }}\nprintf '\\033[31m%s\\033[0m%s\\n' "\${T:0:${half}}" "\${T:${half}}"`),
  block(
    'Piece by piece',
    `T={{ token }}\nprintf %s "\${T:0:${half}}"; sleep 0.2; printf '%s\\n' "\${T:${half}}"`,
  ),
  block(
    'Captured',
    'echo "said=[{{ token }}]"; echo "handed={{ token }}" >>"$KNEEBOARD_OUTPUT"',
    '   - Output: taken = /said=(.*)/\n   - Expect: said\n   - If it fails: continue\n',
  ),
  block('Failing', 'echo "no {{ token }}"; exit 3', '   - If it fails: continue\n'),
  '1. **Told**\n\n   ```yaml notify {auto}\n   to: team\n   text: "Taken {{ steps.captured.taken }}, handed {{ steps.captured.handed }}."\n   ```\n',
]

const leaky = `# Leaky\n\n## Steps\n\n${steps.join('\n')}
## Parameters

| Name | Type |
|---|---|
| token | secret |
| pem | secret |
`

const exported = `# Exported

## Steps

1. **Get it.**

   \`\`\`bash {auto}
   export T=$(printf 'got-%s' it-9731)
   \`\`\`

2. **Wait.**

   \`\`\`bash {auto}
   touch {{ mark }}; sleep 1
   \`\`\`

3. **Use it.**

   \`\`\`bash {auto}
   test "$T" = "got-$(printf it-)9731" && echo used
   \`\`\`

## Parameters

| Name |
|---|
| mark |
`

const waits = 'touch {{ mark }}; sleep 1'

const held = `# Held

## Steps

${[
  block('Take it', 'export X={{ token }} AUTH="Bearer {{ token }}"\nCOPY=$(cat {{ place }})'),
  block('Wait', waits),
  block(
    'Use it',
    'test "$X" = "$(cat {{ place }})" && echo "X is used"\ntest "$COPY" = "$X" && echo "COPY is used"\necho "AUTH is ${AUTH-gone}"',
  ),
].join('\n')}
## Parameters

| Name | Type |
|---|---|
| mark | string |
| place | string |
| token | secret |
`

const named = `# Named

## Steps

${[
  block('Make it', "export MADE_TOKEN=$(printf 'made-%s' it-4417)"),
  block('Wait', waits),
  block('Use it', 'echo "used $MADE_TOKEN"'),
].join('\n')}
## Parameters

| Name |
|---|
| mark |
`

/** Every file below a folder, as text. */
const textsBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path).toString('latin1'))

describe('a secret that commands print', { timeout: 300_000 }, () => {
  const desk = desksWith(() => ({
    'leaky.md': leaky,
    'exported.md': exported,
    'held.md': held,
    'named.md': named,
  }))

  const ask = async (here: Desk, ...words: readonly string[]): Promise<string> => {
    const { out, err } = await inPipe(here, words)
    return out + err
  }

  const expectNone = (what: string, texts: readonly string[]): void => {
    for (const text of texts)
      for (const trace of traces) {
        expect(text.includes(trace), `${what} holds ${trace}`).toBe(false)
        expect(text.includes(Buffer.from(trace).toString('latin1')), `${what} holds ${trace}`).toBe(false)
      }
  }

  it('is in no log, journal, report, export or notification, whatever form it was printed in', async () => {
    const here = desk()
    const posted: string[] = []
    const server = createServer((request, response) => {
      request.on('data', (piece: Buffer) => posted.push(piece.toString()))
      request.on('end', () => response.end('ok'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const folder = join(dirname(here.folder), '.config/kneeboard')
    mkdirSync(folder, { recursive: true })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    writeFileSync(join(folder, 'notify.yaml'), `team: {kind: slack, url: '${url}'}\n`, { mode: 0o600 })
    const places = ['token', 'pem'].map((name) => join(dirname(here.folder), name))
    writeFileSync(places[0] ?? '', secret, { mode: 0o600 })
    writeFileSync(places[1] ?? '', key, { mode: 0o600 })
    const given = ['--param', `token=file:${places[0]}`, '--param', `pem=file:${places[1]}`]
    const run = await inPipe(here, ['run', 'leaky.md', '--mode', 'unattended', ...given])
    server.close()
    expect(run.out).toContain('••••')
    expect(run.out).toContain('exit 3')
    const id = runIn(run.out)
    const kept = join(dirname(here.folder), 'export')
    await ask(here, 'export', id, '--to', kept)
    expect(posted.join('')).toContain('••••')
    expectNone('the screen', [run.out, run.err])
    expectNone('the notification', posted)
    expectNone('the log', [await ask(here, 'log', id)])
    for (const format of ['md', 'html', 'json', 'junit', 'chat'])
      expectNone(`the report as ${format}`, [await ask(here, 'report', id, '--format', format)])
    expectNone('status', [await ask(here, 'status', id, '--json')])
    expect(textsBelow(kept).length).toBeGreaterThan(5)
    expectNone('the export', textsBelow(kept))
  })

  it('left in a variable is there after a crash, and in neither journal nor export', async () => {
    const here = desk()
    await killedAtMark(here, 'exported.md')
    const resumed = await ask(here, 'resume', '--json')
    const id = runIn(resumed)
    expect(await ask(here, 'status', id)).toContain('3 steps: 3 done')
    expect(await ask(here, 'log', id)).toContain('used')
    const kept = join(dirname(here.folder), 'export')
    await ask(here, 'export', id, '--to', kept)
    const journal = textIn(join(kept, 'runs', id, 'journal.jsonl'))
    expect(journal).toContain('attempt.finished')
    for (const text of [resumed, journal, ...textsBelow(kept)]) expect(text).not.toContain('got-it-9731')
    const verified = spawn(process.execPath, [join(import.meta.dirname, '../../docs/verify.mjs'), kept], {
      stdio: 'ignore',
    })
    expect(await new Promise((resolve) => verified.once('exit', resolve))).toBe(0)
  })

  it('put into variables is in no file, and what was exactly it is there after a crash', async () => {
    const here = desk()
    const token = join(dirname(here.folder), 'token')
    writeFileSync(token, `${secret}\n`, { mode: 0o600 })
    await killedAtMark(here, 'held.md', '--param', `token=file:${token}`, '--param', `place=${token}`)
    const resumed = await ask(here, 'resume', '--json')
    const id = runIn(resumed)
    expect(await ask(here, 'status', id)).toContain('3 steps: 3 done')
    const log = await ask(here, 'log', id)
    expect(log).toContain('X is used\nCOPY is used\nAUTH is gone')
    const report = await ask(here, 'report', id)
    expect(report).toContain('AUTH holds a secret among other things')
    const kept = join(dirname(here.folder), 'export')
    await ask(here, 'export', id, '--to', kept)
    expect(textsBelow(here.state).length).toBeGreaterThan(2)
    expectNone('the data folder', textsBelow(here.state))
    expectNone('the export', textsBelow(kept))
    expectNone('what is shown', [resumed, log, report, await ask(here, 'status', id, '--json')])
  })

  it('by the name of its variable is handed on, and in no file', async () => {
    const here = desk()
    const run = await inPipe(here, ['run', 'named.md', '--param', 'mark=/dev/null', '--mode', 'unattended'])
    expect(run.out).toContain('used ••••')
    const id = runIn(run.out)
    const kept = join(dirname(here.folder), 'export')
    await ask(here, 'export', id, '--to', kept)
    const shown = [run.out, run.err, await ask(here, 'log', id), await ask(here, 'report', id)]
    for (const text of [...shown, ...textsBelow(kept), ...textsBelow(here.state)])
      expect(text).not.toContain('made-it-4417')
  })

  it('by the name of its variable goes with its process, and what needs it does not begin', async () => {
    const here = desk()
    await killedAtMark(here, 'named.md')
    const resumed = await ask(here, 'resume', '--json')
    expect(resumed).toContain('MADE_TOKEN was set by an earlier step')
    expect(await ask(here, 'log', runIn(resumed))).not.toContain('used')
    for (const text of textsBelow(here.state)) expect(text).not.toContain('made-it-4417')
  })
})

/** Starts a run by itself and kills its process as soon as a step has made the mark. */
async function killedAtMark(here: Desk, runbook: string, ...given: readonly string[]): Promise<void> {
  const mark = join(dirname(here.folder), 'mark')
  const words = ['run', runbook, '--param', `mark=${mark}`, ...given, '--mode', 'unattended', '--json']
  const child = spawn(process.execPath, [launcher, ...words], {
    cwd: here.folder,
    env: { ...process.env, HOME: dirname(here.folder), XDG_STATE_HOME: here.state },
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  for (const until = performance.now() + 60_000; performance.now() < until; await sleep(20))
    if (existsSync(mark)) break
  child.kill('SIGKILL')
  await ended
}
