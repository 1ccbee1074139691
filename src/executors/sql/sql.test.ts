import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { carryOut, makeBench } from '../../../test/executor/bench.ts'
import { injections } from '../../../test/servers/injections.ts'
import type { Outcome } from '../../ports/executor.ts'
import type { ResolvedSql } from '../../run/resolve.ts'
import { tableText } from './table.ts'

const bench = makeBench()
afterAll(() => bench.remove())
const path = join(bench.work, 'shop.db')

beforeEach(() => {
  const db = new DatabaseSync(path)
  db.exec(`DROP TABLE IF EXISTS item; CREATE TABLE item (name TEXT, count INTEGER);
    INSERT INTO item VALUES ('apple', 3), ('pear', NULL), ('big', 9007199254740993)`)
  db.close()
})

const rows = (): unknown => {
  const db = new DatabaseSync(path, { readOnly: true })
  const found = db.prepare('SELECT count(*) AS n FROM item').get()
  db.close()
  return found?.['n']
}

type Case = Partial<ResolvedSql> & {
  readonly ends: Partial<Outcome>
  readonly stderr?: RegExp
  readonly rows?: number
}

const check = (title: string, { ends, stderr, rows: left, ...given }: Case) =>
  test(title, async () => {
    const action = {
      action: 'sql',
      connection: 'shop.db',
      statement: '',
      parameters: [],
      transaction: 'auto',
      secrets: {},
      cwd: '',
      ...given,
    } as const
    const attempt = bench.attempt(action)
    expect(await carryOut(bench, attempt)).toMatchObject(ends)
    if (stderr) expect(await bench.log(attempt.effect, 'stderr')).toMatch(stderr)
    if (left !== undefined) expect(rows()).toBe(left)
  })

const exit = (code: number): Partial<Outcome> => ({ end: { kind: 'exit', code } })

check('rows come as a table, and as JSON', {
  statement: 'SELECT * FROM item ORDER BY name',
  ends: {
    ...exit(0),
    stdout: `name              count
-----  ----------------
apple                 3
big    9007199254740993
pear               NULL
(3 rows)
`,
    outputs: {
      rows: '3',
      changes: '0',
      json: '[{"name":"apple","count":3},{"name":"big","count":"9007199254740993"},{"name":"pear","count":null}]',
    },
  },
})
check('changes are counted', {
  statement: `UPDATE item SET count = 0; -- all
    DELETE FROM item WHERE name = 'pear';`,
  ends: { ...exit(0), stdout: '(4 rows changed)\n', outputs: { changes: '4' } },
  rows: 2,
})
check('a value is bound, whatever it says', {
  statement: 'SELECT name FROM item WHERE name = {{ a }} OR {{ b }} = 1',
  parameters: [`x' OR 1=1; DROP TABLE item; --`, false],
  ends: { ...exit(0), outputs: { rows: '0', changes: '0', json: '[]' } },
  rows: 3,
})
check('none of what breaks out elsewhere does', {
  statement: injections
    .map(() => 'SELECT {{ v }} AS said, (SELECT count(*) FROM item WHERE name = {{ v }}) AS found')
    .join(' UNION ALL '),
  parameters: injections.flatMap((value) => [value, value]),
  ends: {
    ...exit(0),
    outputs: expect.objectContaining({
      json: JSON.stringify(injections.map((said) => ({ said, found: 0 }))),
    }) as Record<string, string>,
  },
  rows: 3,
})
check('several statements each take their values', {
  statement: 'DELETE FROM item WHERE name = {{ a }}; SELECT {{ b }} AS said, count(*) AS n FROM item',
  parameters: ['pear', 'é; --'],
  ends: { ...exit(0), outputs: { rows: '1', changes: '1', json: '[{"said":"é; --","n":2}]' } },
  rows: 2,
})
check('a value in quotes is refused before anything is done', {
  statement: `DELETE FROM item;\nSELECT '{{ a }}'`,
  parameters: [1],
  ends: exit(1),
  stderr:
    /^line 2: \{\{ a \}\} stands inside quotes: take the quotes away, it is a value as it is\n2 \| SELECT '\{\{ a \}\}'\n$/,
  rows: 3,
})
check('a question mark of the author beside references is refused', {
  statement: `SELECT ?, {{ a }}`,
  parameters: [1],
  ends: exit(1),
  stderr: /write every value as a reference/,
})
check('an error names the line of its statement, and nothing of the block is kept', {
  statement: 'DELETE FROM item;\n\n-- here\nSELEC 1;',
  ends: exit(1),
  stderr:
    /^line 4: near "SELEC": syntax error\n4 \| SELEC 1;\nnothing of the block was kept: it was one transaction\n$/,
  rows: 3,
})
check('with transaction=off what was done stays done', {
  statement: 'DELETE FROM item; SELEC 1;',
  transaction: 'off',
  ends: exit(1),
  rows: 0,
})
check('an error ends the block', {
  statement: 'SELECT * FROM nowhere; DELETE FROM item',
  ends: exit(1),
  stderr: /no such table: nowhere/,
  rows: 3,
})
check('a transaction that is left open is rolled back', {
  statement: 'BEGIN; DELETE FROM item;',
  ends: exit(1),
  stderr: /rolled back/,
  rows: 3,
})
check('a failure inside a transaction takes all of it back', {
  statement: 'BEGIN; DELETE FROM item; SELECT * FROM nowhere; COMMIT',
  ends: exit(1),
  rows: 3,
})
check('empty statements are passed over', { statement: ';; -- x\n ;SELECT 1;;', ends: exit(0) })
check('nothing to do', { statement: '-- nothing\n', ends: exit(0) })
check('a database that is not there is not made', {
  connection: 'misspelt.db',
  statement: 'SELECT 1',
  ends: {
    end: {
      kind: 'error',
      message: `${join(bench.work, 'misspelt.db')} does not exist: correct connection=, or write sqlite:PATH?mode=rwc to make it`,
    },
  },
})
check('it is made when asked for', {
  connection: 'sqlite:new.db?mode=rwc',
  statement: 'CREATE TABLE t (x)',
  ends: exit(0),
})
check('read only', {
  connection: 'sqlite:shop.db?mode=ro',
  statement: 'DELETE FROM item',
  ends: exit(1),
  rows: 3,
})
check('a file that is no database', {
  connection: '/etc/passwd',
  statement: 'SELECT 1',
  ends: { end: { kind: 'error', message: '/etc/passwd cannot be opened: file is not a database' } },
})
check('a server that is not spoken', {
  connection: 'oracle://db.example/x',
  statement: 'SELECT 1',
  ends: {
    end: { kind: 'error', message: expect.stringMatching(/^oracle databases are not spoken: /) as string },
  },
})
check('a password as text is not used', {
  connection: 'postgres://ana:hunter2@localhost/x',
  statement: 'SELECT 1',
  ends: { end: { kind: 'error', message: expect.not.stringContaining('hunter2') as string } },
})
check('no extension is loaded', {
  statement: `SELECT load_extension('x')`,
  ends: exit(1),
  stderr: /not authorized|no such function/,
})

test('the misspelt database was not made', () =>
  expect(existsSync(join(bench.work, 'misspelt.db'))).toBe(false))

test('a cell cannot break its row or move the cursor', () => {
  expect(tableText(['a\nb'], [['x\u001b[2Jy\nz'], [new Uint8Array([1, 255])]])).toBe(`a␊b
--------
x␛[2Jy␊z
x'01ff'
`)
})
