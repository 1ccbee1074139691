import { expect, test } from 'vitest'
import { textLines } from './lines.ts'
import { linksIn } from './links.ts'

const check = (text: string, wanted: readonly string[]) =>
  test(text, () => {
    const links = linksIn(textLines(text))
    expect(links.map(({ href }) => href)).toEqual(wanted)
    expect(links.map(({ range }) => text.slice(range.from, range.to))).toEqual(wanted)
  })

check('[a](b.md)', ['b.md'])
check('[a](b.md "title") and [c](<d e.md>)', ['b.md', 'd e.md'])
check('[a](b_(c).md)', ['b_(c).md'])
check('[a]()', [''])
check('![a](b.png)', [])
check('[![a](b.png)](c.md)', ['c.md'])
check('`[a](b.md)` and [c](d.md)', ['d.md'])
check('```\n[a](b.md)\n```', [])
