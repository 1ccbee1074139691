import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { desksWith } from '../desk.ts'
import { inPipe, inTerminal, runIn } from './kneeboard.ts'
import { forHands } from './runbooks.ts'

const desk = desksWith(forHands)

const enter = '\r'

describe.concurrent('people in a run', { timeout: 120_000 }, () => {
  test('going back marks what was done after; it may still hold, and the record says so', async () => {
    const here = desk()
    const at = inTerminal(here, ['run', 'steps.md'])
    await at.sees('] done')
    at.press('d')
    await at.sees('] run')
    at.press('r')
    await at.sees('needs <node name>')
    at.press('b')
    await at.sees('Go to which step')
    at.press(`1${enter}`)
    await at.sees('again (2)')
    const run = runIn(at.text())
    const status = await inPipe(here, ['status', run])
    expect(status.out).toContain('Say it (stale?)')
    await at.sees('] done')
    at.press('d')
    await at.sees('Does it still hold?')
    at.press('y')
    await at.sees('"Say it" still holds')
    await at.sees('needs <node name>')
    at.press('p')
    expect(await at.ended).toBe(3)
    const report = (await inPipe(here, ['report'])).out
    expect(report).toContain('the operator says it still holds')
    expect(report).toContain('still holds')
  })

  test('files: attached at a question and from outside, listed, written out, never over another', async () => {
    const here = desk()
    writeFileSync(join(here.folder, 'graph 1.png'), 'not really a picture')
    writeFileSync(join(here.folder, 'victim'), 'untouched')
    const at = inTerminal(here, ['run', 'proof.md'])
    await at.sees('] done')
    at.press('s')
    await at.sees('not applicable')
    at.press('n')
    await at.sees('Why')
    at.press(enter)
    await at.sees('say why it is skipped')
    await at.sees('] done')
    at.press('d')
    await at.sees('Evidence (a picture of the graph): words, or @FILE:')
    at.press(`@nothing${enter}`)
    await at.sees('cannot be read (ENOENT)')
    await at.sees('] done')
    at.press('d')
    await at.sees('@FILE:')
    at.press(`@graph 1.png${enter}`)
    await at.sees('attached: graph 1.png, 20 bytes')
    await at.sees('Succeeded')
    expect(await at.ended).toBe(0)

    const more = await inPipe(here, ['attach', runIn(at.text()), 'victim', '--step', '1'])
    expect(more.out).toMatch(/attached victim, 9 bytes, SHA-256 [0-9a-f]{64}/)
    const list = await inPipe(here, ['evidence', '--json'])
    expect(JSON.parse(list.out)).toMatchObject({
      schema: 'kneeboard.evidence/1',
      evidence: [
        { number: 1, name: 'graph 1.png', bytes: 20 },
        { number: 2, name: 'victim' },
      ],
    })
    const over = await inPipe(here, ['evidence', '--write', '1', '--to', 'victim'])
    expect([over.exit, over.err]).toEqual([2, expect.stringContaining('already there')])
    symlinkSync(join(here.folder, 'elsewhere'), join(here.folder, 'link'))
    expect((await inPipe(here, ['evidence', '--write', '1', '--to', 'link'])).exit).toBe(2)
    expect(readFileSync(join(here.folder, 'victim'), 'utf8')).toBe('untouched')
    expect((await inPipe(here, ['evidence', '--write', '1', '--to', 'out.png'])).exit).toBe(0)
    expect(readFileSync(join(here.folder, 'out.png'), 'utf8')).toBe('not really a picture')
    const report = (await inPipe(here, ['report'])).out
    expect(report).toContain('graph 1.png')
    expect((await inPipe(here, ['audit', 'verify'])).exit).toBe(0)
  })

  test('what cannot be kept is refused: a folder, a pipe nobody writes to, more than 25 MiB', async () => {
    const here = desk()
    writeFileSync(join(here.folder, 'large'), Buffer.alloc(25 * 1024 * 1024 + 1))
    const run = runIn((await inPipe(here, ['run', 'steps.md'])).out)
    for (const [file, why] of [
      ['.', 'is not a file'],
      ['large', '25 MiB'],
      ['absent', 'ENOENT'],
    ] as const)
      expect(await inPipe(here, ['attach', run, file])).toMatchObject({
        exit: 2,
        err: expect.stringContaining(why) as string,
      })
  })

  test('handed over: the next is told what was done, what is open, and the notes; help is called', async () => {
    const here = desk()
    const first = inTerminal(here, ['run', 'steps.md'])
    await first.sees('] done')
    first.press('d')
    await first.sees('] run')
    first.press('n')
    await first.sees('Note:')
    first.press(`the load is high${enter}`)
    await first.sees('note: the load is high')
    await first.sees('] run')
    first.press('C')
    await first.sees('Ana, 4711')
    await first.sees('what do you ask for')
    first.press(`may we drain?${enter}`)
    await first.sees('called Ana, 4711: may we drain?')
    await first.sees('] run')
    first.press('H')
    await first.sees('Hand over to whom')
    first.press(`Grace${enter}`)
    await first.sees('What must they know')
    first.press(`mind the second host${enter}`)
    await first.sees('to Grace: mind the second host')
    await first.sees('] run')
    first.press('p')
    expect(await first.ended).toBe(3)

    const next = inTerminal(here, ['resume'])
    await next.sees('operated by Grace')
    await next.sees('Grace, ')
    await next.sees('handed this run over to you')
    await next.sees('mind the second host')
    await next.sees('Tell the channel: done')
    await next.sees('Say it waits to be run')
    await next.sees('the load is high')
    await next.sees('] run')
    next.press('p')
    expect(await next.ended).toBe(3)
    const report = (await inPipe(here, ['report'])).out
    for (const words of ['Grace', 'called for help', 'handed over from']) expect(report).toContain(words)
    expect(await inPipe(here, ['hand-over', runIn(first.text()), '--to', 'Ada'])).toMatchObject({
      exit: 0,
      out: expect.stringContaining('handed over to Ada') as string,
    })
  })

  test('a remark from outside names the step and its line', async () => {
    const here = desk()
    const run = runIn((await inPipe(here, ['run', 'steps.md'])).out)
    expect((await inPipe(here, ['remark', run, '2', 'wrong', 'it', 'says', 'nothing'])).exit).toBe(0)
    expect((await inPipe(here, ['remark', run, '9', 'works'])).exit).toBe(2)
    expect((await inPipe(here, ['remark', run, '2', 'odd'])).exit).toBe(2)
    const report = (await inPipe(here, ['report'])).out
    expect(report).toMatch(/"Say it" \(line 10\) wrong: it says nothing/)
  })

  test('an approver sees what is approved; what changes after it is not run before it is approved again', async () => {
    const here = desk()
    const at = inTerminal(here, ['run', 'allowed.md', '--mode', 'auto'])
    await at.sees('What is approved')
    await at.sees('unversioned')
    await at.sees('for 30 m')
    await at.sees(/All {3}sha256:[0-9a-f]{64}/)
    await at.sees('Say it')
    await at.sees('echo plа⟨U+0430⟩in')
    await at.sees('touch ran')
    await at.sees('to take it back:')
    await at.sees('rm ran')
    await at.sees('] approve')
    at.press('a')
    await at.sees('Who approves')
    at.press(`Bob${enter}`)
    await at.sees('touch ran')
    await at.sees('] run')
    at.press('e')
    await at.sees('$ ')
    at.press(` otherwise${enter}`)
    await at.sees('touch ran otherwise')
    await at.sees('] run')
    at.press('r')
    await at.sees('the approval holds no more: the step')
    await at.sees('touch ran otherwise')
    await at.sees('] approve')
    expect(existsSync(join(here.folder, 'ran'))).toBe(false)
    at.press('a')
    await at.sees('Who approves')
    at.press(`Bob${enter}`)
    await at.sees('Succeeded')
    expect(await at.ended).toBe(0)
    expect(existsSync(join(here.folder, 'otherwise'))).toBe(true)
    const report = (await inPipe(here, ['report'])).out
    for (const words of ['approved by Bob', 'void', 'subject']) expect(report).toContain(words)
  })
})
