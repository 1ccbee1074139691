import { mkdirSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { desksWith } from '../desk.ts'
import { inPipe, inTerminal } from './kneeboard.ts'

const files = {
  'tell.md': `# Tell

## Steps

1. **Say that it begins.**

   \`\`\`yaml notify {auto}
   to: nobody-knows
   text: it begins
   \`\`\`

2. **Say that it is done.**

   \`\`\`yaml notify {auto}
   to: team
   title: "Done with {{ host }}"
   text: Run \`{{ run.id }}\` is **done**.
   \`\`\`
`,
  'press.md':
    '# Press\n\n## Steps\n\n1. Tell them\n\n   ```yaml notify\n   to: team\n   text: hello\n   ```\n',
}
const parameters = '\n## Parameters\n\n| Name | Description |\n|---|---|\n| host | which |\n'

describe('notifications, from the command line', { timeout: 60_000 }, () => {
  const desk = desksWith(() => ({ ...files, 'tell.md': files['tell.md'] + parameters }))
  const posted: string[] = []
  let server: Server

  const configured = () => {
    const here = desk()
    const folder = join(dirname(here.folder), '.config/kneeboard')
    mkdirSync(folder, { recursive: true })
    const { port } = server.address() as AddressInfo
    const text = `team: {kind: slack, url: 'http://127.0.0.1:${port}/hook'}\n`
    writeFileSync(join(folder, 'notify.yaml'), text, { mode: 0o600 })
    return here
  }

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (piece: Buffer) => (body += piece.toString()))
      request.on('end', () => {
        posted.push(body)
        response.end('ok')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => server.close())

  it('one that cannot be sent is said and stops nothing; the other arrives', async () => {
    const run = await inPipe(configured(), [
      'run',
      'tell.md',
      '--param',
      'host=*web*',
      '--mode',
      'unattended',
    ])
    expect(run.exit).toBe(0)
    expect(run.out).toContain('no destination is called nobody-knows')
    expect(posted).toHaveLength(1)
    expect(posted[0]).toMatch(/\*Done with ∗web∗\*\\n\\nRun `run_[0-9a-z]+` is \*done\*\./)
  })

  it('unmarked, it is shown and waits for the press', async () => {
    posted.length = 0
    const person = inTerminal(configured(), ['run', 'press.md'])
    await person.sees('message to team')
    await person.sees('hello')
    expect(posted).toEqual([])
    person.press('r')
    await person.sees('sent to team')
    await person.ended
    expect(posted).toHaveLength(1)
  })

  it('a dry run sends nothing', async () => {
    posted.length = 0
    const run = await inPipe(configured(), ['run', 'tell.md', '--param', 'host=a', '--mode', 'dry-run'])
    expect(run.out).toContain('message to team')
    expect(posted).toEqual([])
  })
})
