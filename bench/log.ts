import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openFileLogs } from '../src/adapters/logs-file/logs.ts'
import type { EffectId } from '../src/run/id.ts'
import { effectId, parseRunId } from '../src/run/id.ts'
import { enter } from '../test/server/desk.ts'
import { openBrowser, serve, visit } from '../test/e2e/browser.ts'
import { makeDesk } from '../test/desk.ts'
import { inPipe, runIn } from '../test/e2e/kneeboard.ts'
import { median, reportValue } from './measure.ts'

/** What it takes to open a log of a million lines: of a server that has not seen it, and in Chromium. */
const rounds = 5
const linesAll = 1_000_000
const desk = makeDesk({
  'one.md': '# One\n\n## Steps\n\n1. Say it\n\n   ```sh {auto}\n   echo said\n   ```\n',
})

const line = (n: number): string =>
  `2026-11-25T01:24:${n % 60} INFO worker ${n % 97} handled request ${n} "GET /orders/${n}" 200 in ${n % 300} ms${n % 50 === 0 ? ' \u001b[31mslow\u001b[0m' : ''}\n`

/** Puts a million lines after what the command printed, in pieces as they come from a spool. */
async function fill(effect: EffectId): Promise<void> {
  const [file = ''] = globSync(join(desk.state, '**', effect.split('/')[0] ?? '', '*.ndjson'))
  const logs = openFileLogs(dirname(dirname(file)))
  let from = 5
  for (let n = 1; n <= linesAll;) {
    let text = ''
    for (; text.length < 100_000 && n <= linesAll; n++) text += line(n)
    await logs.append(effect, [{ stream: 'stdout', from, to: from + text.length, at: 0, text }])
    from += text.length
  }
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now()
  await work()
  return performance.now() - from
}

const browser = await openBrowser()
try {
  const { out, err } = await inPipe(desk, ['run', 'one.md', '--mode', 'unattended'])
  const run = parseRunId(runIn(out + err))
  const status = await inPipe(desk, ['log', run ?? '', '--json'])
  const { attempts } = JSON.parse(status.out) as { attempts: { effect: string }[] }
  const seq = Number(attempts[0]?.effect.split('/')[1])
  if (!run || !seq) throw new Error(`there is no attempt: ${out}${err}`)
  await fill(effectId(run, seq))
  const first: number[] = []
  const later: number[] = []
  const opened: number[] = []
  const counted: number[] = []
  const jumped: number[] = []
  for (let round = 0; round < rounds; round++) {
    const served = await serve(desk)
    const cookie = await enter(served.link)
    const ask = (from: number) => async () => {
      const asked = await fetch(`${served.origin}/api/runs/${run}/logs/${seq}?from=${from}&count=200`, {
        headers: { cookie },
      })
      if (((await asked.json()) as { lines: object[] }).lines.length !== 200)
        throw new Error('lines are missing')
    }
    first.push(await timed(ask(0)))
    await ask(linesAll - 200)()
    later.push(await timed(ask(765_432)))
    await served.kill('SIGTERM')
    const again = await serve(desk)
    const { page, context } = await visit(browser, { ...again, link: again.link })
    await page.goto(`${again.origin}/runs/${run}`)
    const step = page.getByRole('button', { name: /Say it/ })
    await step.waitFor()
    opened.push(
      await timed(async () => {
        await step.click()
        await page.getByText('handled request 9 ').waitFor()
      }),
    )
    counted.push(await timed(() => page.getByText('1,000,001 lines').waitFor()))
    jumped.push(
      await timed(async () => {
        await page.getByRole('log').evaluate((box) => (box.scrollTop = box.scrollHeight))
        await page.getByText(`handled request ${linesAll} `).waitFor()
      }),
    )
    await context.close()
    await again.kill('SIGTERM')
  }
  const bar = (value: number) => ({ kind: 'at-most', value }) as const
  reportValue(
    'a log of a million lines: first answer of a server that never saw it',
    'ms',
    median(first),
    bar(1_000),
  )
  reportValue('… and any page of it afterwards', 'ms', median(later), bar(50))
  reportValue('… opened in Chromium, click to lines, cold server', 'ms', median(opened), bar(1_000))
  reportValue('… until its lines are counted, after that', 'ms', median(counted), bar(2_000))
  reportValue('… from its first line to its last', 'ms', median(jumped), bar(300))
} finally {
  await browser.close()
  desk.dispose()
}
