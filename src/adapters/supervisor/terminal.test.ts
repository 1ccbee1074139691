import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawn } from '@lydell/node-pty'
import { afterAll, expect, test } from 'vitest'
import { makeBench, shell } from '../../../test/executor/bench.ts'
import { until } from '../../../test/executor/until.ts'

const bench = makeBench()
afterAll(() => bench.remove())
const driverFile = fileURLToPath(new URL('../../../test/executor/driver.ts', import.meta.url))

/** Carries a block out in a process that has a terminal; `type` presses keys. */
function inTerminal(source: string) {
  const attempt = bench.attempt(shell(source, { tty: true, assigns: ['ANSWER'] }))
  const terminal = spawn(process.execPath, [driverFile, dirname(bench.data), JSON.stringify(attempt)], {
    cols: 300,
  })
  let screen = ''
  terminal.onData((text) => (screen += text))
  return {
    type: (keys: string) => terminal.write(keys),
    shows: (text: string) => until(`the terminal shows ${text}`, () => screen.includes(text)),
    outcome: (): unknown => JSON.parse(/done (\{.*\})/.exec(screen)?.[1] ?? '{}'),
  }
}

test('a command takes the terminal: it asks, a person types, its session is carried', async () => {
  const terminal = inTerminal('[ -t 0 ] && [ -t 1 ] && echo is-a-terminal; read -rp "name? " ANSWER; exit 0')
  await terminal.shows('is-a-terminal')
  await terminal.shows('name? ')
  terminal.type('ada\r')
  await terminal.shows('done')
  expect(terminal.outcome()).toMatchObject({
    end: { kind: 'exit', code: 0 },
    session: { set: { ANSWER: 'ada' } },
  })
})

test('control-C ends the command and not its driver', async () => {
  const terminal = inTerminal('echo waiting; sleep 60')
  await terminal.shows('waiting')
  terminal.type('\u0003')
  await terminal.shows('done')
  expect(terminal.outcome()).toMatchObject({ end: { kind: 'exit', code: 130 } })
})
