import { describe, expect, test } from 'vitest'
import type { Engine } from './statements.ts'
import { cutStatements } from './statements.ts'

const check = (
  engine: Engine,
  title: string,
  source: string,
  expected: readonly (string | readonly [string, ...number[]])[] | RegExp,
) =>
  test(`${engine}: ${title}`, () => {
    const cut = cutStatements(source, engine)
    if (expected instanceof RegExp)
      return expect(cut).toMatchObject({
        kind: 'refused',
        message: expect.stringMatching(expected) as string,
      })
    const seen = cut.kind === 'statements' ? cut.statements.map(({ text, values }) => [text, ...values]) : cut
    expect(seen).toEqual(expected.map((each) => (typeof each === 'string' ? [each] : each)))
  })

describe('a block is cut into statements', () => {
  for (const engine of ['postgres', 'mysql', 'sqlite'] as const) {
    check(engine, 'at semicolons', 'SELECT 1; ;; SELECT 2 -- x;y\n;', ['SELECT 1', 'SELECT 2 -- x;y'])
    check(engine, 'nothing is nothing', ' -- nothing\n; /* ; */', [])
    check(engine, 'not in quotes', `SELECT 'a;''b;', "c;"; SELECT 2`, [`SELECT 'a;''b;', "c;"`, 'SELECT 2'])
    check(engine, 'a value in quotes is refused', `SELECT '{{ a }}'`, /stands inside quotes/)
    check(engine, 'a value in a name is refused', `SELECT "{{ a }}"`, /stands inside quotes/)
    check(engine, 'a quote that never ends', `SELECT 'a; {{ a }}`, /stands inside quotes/)
    check(engine, 'a comment keeps its reference', 'SELECT 1 -- {{ a }}\n', ['SELECT 1 -- {{ a }}'])
    check(engine, 'foreign braces are left alone', 'SELECT {{ .x }}', ['SELECT {{ .x }}'])
  }
  check('postgres', 'values are numbered in each', 'SELECT {{ a }}, {{ b }}; SELECT {{ a }}', [
    ['SELECT $1, $2', 0, 1],
    ['SELECT $1', 2],
  ])
  check('mysql', 'values', 'SELECT {{ a }}, {{ b }}; SELECT {{ a }}', [
    ['SELECT ?, ?', 0, 1],
    ['SELECT ?', 2],
  ])
  check(
    'postgres',
    'dollar quotes and nested comments',
    'SELECT $x$;$y$;$x$, $$;$$ /* /* ; */ ; */; SELECT a$1$b',
    ['SELECT $x$;$y$;$x$, $$;$$ /* /* ; */ ; */', 'SELECT a$1$b'],
  )
  check('postgres', 'a value in dollar quotes is refused', 'DO $$ {{ a }} $$', /stands inside quotes/)
  check('postgres', 'backslashes only in E strings', String.raw`SELECT E'\';', '\'; SELECT 2`, [
    String.raw`SELECT E'\';', '\'`,
    'SELECT 2',
  ])
  check('postgres', 'an author’s own $1 beside references', 'SELECT $1, {{ a }}', /^\$1 beside/)
  check('postgres', 'a rule', 'CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2); SELECT 3', [
    'CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)',
    'SELECT 3',
  ])
  check(
    'postgres',
    'a body in SQL',
    'CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; END; SELECT 3',
    [
      'CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; END',
      'SELECT 3',
    ],
  )
  check('postgres', 'a transaction is no body', 'BEGIN; SELECT 1; END', ['BEGIN', 'SELECT 1', 'END'])
  check('mysql', 'backslashes and # comments', String.raw`SELECT 'a\';' # ; 'x` + '\n; SELECT 2', [
    String.raw`SELECT 'a\';' # ; 'x`,
    'SELECT 2',
  ])
  check(
    'mysql',
    'a value in a comment that is executed is refused',
    'SELECT 1 /*! {{ a }} */',
    /stands inside quotes/,
  )
  check(
    'mysql',
    'a procedure',
    'CREATE DEFINER=root@localhost PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; CASE 1 WHEN 1 THEN SELECT 2; END CASE; END; CALL p()',
    [
      'CREATE DEFINER=root@localhost PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; CASE 1 WHEN 1 THEN SELECT 2; END CASE; END',
      'CALL p()',
    ],
  )
  check(
    'sqlite',
    'a trigger',
    'CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; SELECT CASE 1 WHEN 1 THEN 2 END; END; SELECT 1',
    [
      'CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; SELECT CASE 1 WHEN 1 THEN 2 END; END',
      'SELECT 1',
    ],
  )
})

test('a place in a statement is found in the block', () => {
  const source = 'SELECT 1;\n\nSELECT {{ a_long_name }} FROM nowhere'
  const cut = cutStatements(source, 'postgres')
  const second = cut.kind === 'statements' ? cut.statements[1] : undefined
  expect(second?.text).toBe('SELECT $1 FROM nowhere')
  expect(source.slice(second?.sourceOffset(second.text.indexOf('nowhere')))).toBe('nowhere')
})
