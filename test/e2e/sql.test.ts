import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PostgresServer } from '../servers/postgres.ts'
import { noPostgres, startPostgres } from '../servers/postgres.ts'
import { desksWith } from '../desk.ts'
import { inPipe } from './kneeboard.ts'

const runbook = `# Count the orders

## Parameters

| Name | Description | Type | Default |
|---|---|---|---|
| state | Which orders | string | open'; DROP TABLE orders; -- |

## Steps

1. **Make some.**

   \`\`\`sql {auto connection=shop}
   CREATE TABLE orders (id bigint, state text);
   INSERT INTO orders VALUES (1, 'open'), (2, {{ state }});
   \`\`\`

2. **Count them.**

   \`\`\`sql {auto connection=shop}
   SELECT id, state FROM orders WHERE state = {{ state }}
   \`\`\`

   - Expect: \`.[0].id == 2\`
   - Output: \`order = .[0].id\`

3. **Say it.**

   \`\`\`sh {auto}
   echo "order {{ steps.count_them.order }} of {{ steps.count_them.rows }}"
   \`\`\`
`

const desk = desksWith(() => ({ 'orders.md': runbook }))

describe.skipIf(noPostgres !== undefined)(
  `a run on PostgreSQL${noPostgres ? ` (${noPostgres})` : ''}`,
  () => {
    let server: PostgresServer
    beforeAll(async () => {
      server = await startPostgres()
    }, 120_000)
    afterAll(() => server.stop())

    test('uses a connection of the person’s own, checks rows, hands values on; the password is kept nowhere', async () => {
      const here = desk()
      const url = `postgres://owner:${server.password}@127.0.0.1:${server.port}/postgres`
      const ended = await inPipe(here, ['run', 'orders.md', '--mode', 'unattended'], {
        KNEEBOARD_CONNECTION_SHOP: url,
      })
      expect(ended.err).toBe('')
      expect(ended.out).toContain('order 2 of 1')
      expect(ended.exit).toBe(0)
      expect(ended.out).not.toContain(server.password)
      const { status } = grep(server.password, here.state)
      expect(status).toBe(1)
    })

    test('a library cannot define a connection', async () => {
      const ended = await inPipe(desk(), ['run', 'orders.md', '--mode', 'unattended'])
      expect(ended.exit).not.toBe(0)
      expect(ended.out + ended.err).toContain('no connection is called shop')
    })
  },
)

/** 1: the text is in no file. */
function grep(text: string, folder: string): { status: number } {
  try {
    execFileSync('grep', ['-raqF', text, folder])
    return { status: 0 }
  } catch (thrown) {
    return { status: (thrown as { status: number }).status }
  }
}
