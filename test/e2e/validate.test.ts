import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Desk } from '../desk.ts'
import { desksWith } from '../desk.ts'
import { inPipe } from './kneeboard.ts'

const me = userInfo().username
const written = (author: string): string =>
  `# A\n\n**Author:** ${author}\n\n1. Look:\n\n   \`\`\`sh {auto}\n   true\n   \`\`\`\n\n2. Look again:\n\n   \`\`\`sh {auto}\n   true\n   \`\`\`\n`
const desk = desksWith(() => ({
  'a.md': written('Somebody Else'),
  'mine.md': written(me),
  'fails.md': '# F\n\n1. Do:\n\n   ```sh {auto}\n   false\n   ```\n',
}))

const run = (here: Desk, file: string) => inPipe(here, ['run', file, '--mode', 'unattended'])

describe.concurrent('a colleague states that a runbook works', { timeout: 120_000 }, () => {
  test('with a run behind it; the statement is a file, is shown, and lapses with the step that changes', async () => {
    const here = desk()
    await run(here, 'a.md')
    const early = await inPipe(here, ['validate', 'run_'])
    expect(early.exit).toBe(2)
    expect(early.err).toContain('nobody said whether "Look" works')
    const stated = await inPipe(here, ['validate', 'run_', '--all-work', '--note', 'on a Tuesday'])
    expect(stated.err).toBe('')
    const file = join(here.folder, '.kneeboard/validations/a.md.json')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      statements: [{ by: me, note: 'on a Tuesday' }],
    })
    expect((await inPipe(here, ['list'])).out).toMatch(/a\.md.* validated/)
    expect((await inPipe(here, ['show', 'a.md'])).out).toContain(`Validated: ${me} says that it works`)
    expect((await inPipe(here, ['lint', 'a.md', '--profile', 'aws-well-architected'])).out).not.toContain(
      'not-validated',
    )
    writeFileSync(
      join(here.folder, 'a.md'),
      written('Somebody Else').replace(
        '2. Look again:\n\n   ```sh {auto}\n   true',
        '2. Look again:\n\n   ```sh {auto}\n   date',
      ),
    )
    expect((await inPipe(here, ['show', 'a.md'])).out).toMatch(/Validation lapsed:.*"Look\s+again"/s)
    expect((await inPipe(here, ['lint', 'a.md', '--profile', 'aws-well-architected'])).out).toContain(
      'not-validated',
    )
  })

  test('never the author, as the text or git names them, and never a run that failed', async () => {
    const here = desk()
    await run(here, 'mine.md')
    expect((await inPipe(here, ['validate', 'run_', '--all-work'])).err).toContain('no second pair of eyes')
    const other = desk()
    execFileSync(
      'sh',
      [
        '-c',
        `git init -q && git add . && git -c user.name='${me}' -c user.email=x@example.com commit -qm one`,
      ],
      { cwd: other.folder },
    )
    await run(other, 'a.md')
    expect((await inPipe(other, ['validate', 'run_', '--all-work'])).err).toContain('no second pair of eyes')
    const failed = desk()
    await run(failed, 'fails.md')
    expect((await inPipe(failed, ['validate', 'run_', '--all-work'])).err).toContain(
      'the run has not succeeded',
    )
  })
})
