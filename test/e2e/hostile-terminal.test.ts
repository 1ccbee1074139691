import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { between, escapePayloads, questionsIn, reachedTerminal } from './escape-payloads.ts'
import type { Desk } from '../desk.ts'
import { desksWith } from '../desk.ts'
import { inPipe, inTerminal, runIn } from './kneeboard.ts'

const payloads = escapePayloads()
const all = payloads.map(between)
/** What ends a line would end a title too. */
const lineEnds = '\r\n\u2028\u2029\u000b\u000c\u0085'
const inOneLine = all.filter((text) => !Array.from(text).some((character) => lineEnds.includes(character)))

/** Some of the payloads, so that a title or a name stays one. */
const some = (from: number, count: number): string => inOneLine.slice(from, from + count).join(' ')

const hostile = `# Hostile ${some(0, 12)}

| Owner | Escalation POC | Runbook Author |
|---|---|---|
| Owner ${some(12, 10)} | Call ${some(22, 10)} | Author ${some(32, 10)} |

## Steps ${some(42, 8)}

1. Look ${some(50, 10)}

   ${inOneLine.join(' ')}

   Who: somebody ${some(60, 10)}
   Evidence: proof ${some(70, 10)}
2. Print

   \`\`\`sh
   cat payloads
   \`\`\`
   If it fails: call ${some(80, 10)}
3. Copy ${some(90, 10)}

   \`\`\`console
   ${inOneLine.join('\n   ')}
   \`\`\`
4. Be allowed

   \`\`\`yaml approve
   message: ${JSON.stringify(some(100, 12))}
   by: [${JSON.stringify(some(112, 8))}]
   \`\`\`
`

const fileName = `hostile ${inOneLine.slice(120, 132).join('').replaceAll('/', '')}.md`

const desk = desksWith(() => ({ [fileName]: hostile, payloads: `${all.join('\n')}\n` }))

const enter = '\r'

describe.concurrent('300 escape sequences from outside', { timeout: 240_000 }, () => {
  test('there are as many, and each would be seen if it came through', () => {
    expect(payloads.length).toBeGreaterThanOrEqual(300)
    expect(all.filter((text) => reachedTerminal(text).length === 0)).toEqual([])
  })

  test('through document, names, output, note, remark, attachment and hand-over: none is obeyed', async () => {
    const here = desk()
    const at = answering(here, ['run', fileName])
    await at.sees('1/4')
    await at.sees('] done')
    const run = runIn(at.text())
    writeFileSync(join(here.folder, 'attached'), 'x')
    const attachment = `attached ${some(140, 8).replaceAll('/', '')}`
    writeFileSync(join(here.folder, attachment), 'x')
    await inPipe(here, ['note', run, all.join(' ')])
    await at.sees('note:')
    await inPipe(here, ['remark', run, '1', 'wrong', some(150, 20)])
    await at.sees('remark: wrong')
    await inPipe(here, ['attach', run, attachment, '--step', '1'])
    await at.sees('attached:')
    await inPipe(here, ['hand-over', run, '--to', `Grace ${some(170, 10)}`, '--note', some(180, 40)])
    await at.sees('handed over')
    await at.sees('] done')
    at.press('C')
    await at.sees('what do you ask for')
    at.press(enter)
    await at.sees('called')
    await at.sees('] done')
    at.press('d')
    await at.sees('cat payloads')
    await at.sees('] run')
    at.press('r')
    await at.sees('exit 0')
    await at.sees('] done')
    at.press('d')
    await at.sees('What is approved')
    await at.sees('] approve')
    at.press('p')
    expect(await at.ended).toBe(3)
    expect(reachedTerminal(at.text())).toEqual([])
    expect(at.replies()).toBe(0)
    expect(marksIn(at.text())).toBeGreaterThanOrEqual(payloads.length)

    const looks = [['status'], ['report'], ['evidence'], ['log', run], ['runs'], ['list'], ['show', fileName]]
    for (const args of [
      ...looks,
      ['show', fileName, '--explain'],
      ['show', fileName, '--plan'],
      ['lint', fileName],
    ]) {
      const look = answering(here, args)
      await look.ended
      expect([args[0], reachedTerminal(look.text()), look.replies()]).toEqual([args[0], [], 0])
    }
    await inPipe(here, ['hand-over', run, '--to', `Ada ${some(220, 10)}`, '--note', some(230, 40)])
    const next = answering(here, ['resume', run])
    await next.sees('handed this run over')
    await next.sees('] approve')
    next.press('p')
    await next.ended
    expect([reachedTerminal(next.text()), next.replies()]).toEqual([[], 0])
  })
})

/** How many different payloads were shown. */
const marksIn = (text: string): number =>
  new Set([...text.matchAll(/q(\d+)q/g)].map(([, index]) => index)).size

/** A terminal that answers what it is asked, as real ones do; what it says would be read as keys. */
function answering(here: Desk, args: readonly string[]) {
  const terminal = inTerminal(here, args)
  let answered = 0
  let read = 0
  const look = setInterval(() => {
    const fresh = terminal.text().slice(read)
    read += fresh.length
    const asked = questionsIn(fresh)
    answered += asked
    for (let count = 0; count < asked; count++) terminal.press('\u001b[0n')
  }, 50)
  void terminal.ended.finally(() => clearInterval(look))
  return { ...terminal, replies: () => answered }
}
