import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseOutputs } from './outputs.ts'

const check = (title: string, text: string, outputs: Record<string, string>, problems: string[] = []) =>
  test(title, () => expect(parseOutputs(text)).toEqual({ outputs, problems }))

check('a name and a value', 'a=1\n', { a: '1' })
check('a value with blanks, quotes and equal signs', `a= x="y"=z \n`, { a: ` x="y"=z ` })
check('an empty value', 'a=', { a: '' })
check('the later one wins', 'a=1\na=2', { a: '2' })
check('lines that end in CR LF', 'a=1\r\nb=2\r\n', { a: '1', b: '2' })
check('several lines', 'a<<EOF\n1\n\n2\nEOF\nb=3', { a: '1\n\n2', b: '3' })
check('no lines', 'a<<EOF\nEOF', { a: '' })
check('an end that never comes', 'a<<EOF\nb=2', { b: '2' }, [
  'line 1 of $KNEEBOARD_OUTPUT begins a value that no line EOF ends',
])
check('no name', '=x\na b=1\nb=2', { b: '2' }, [
  'line 1 of $KNEEBOARD_OUTPUT is not name=value',
  'line 2 of $KNEEBOARD_OUTPUT is not name=value',
])
check(
  'reserved names',
  'PATH=/x\nBASH_ENV=x\nLD_PRELOAD=x\nKB_x=1\n__proto__=x',
  {},
  ['PATH', 'BASH_ENV', 'LD_PRELOAD', 'KB_x', '__proto__'].map(
    (name) => `the output ${name} has a reserved name: choose another`,
  ),
)
check('a value over 100 kB', `a=${'x'.repeat(100_001)}`, {}, [
  'the output a is over 100 kB: pass a file instead',
])

test('any text is read without trouble', () => {
  const line = fc.oneof(fc.string(), fc.constantFrom('a=1', 'a<<E', 'E', 'b<<', '=', '\r'))
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const { outputs } = parseOutputs(lines.join('\n'))
      expect(Object.keys(outputs).every((name) => /^[A-Za-z_][\w-]*$/.test(name))).toBe(true)
    }),
  )
})
