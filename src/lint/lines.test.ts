import { expect, test } from 'vitest'
import { textLines } from './lines.ts'

const check = (name: string, text: string, wanted: string) =>
  test(name, () => {
    const letters = { frontmatter: 'f', prose: '.', code: 'c', comment: '-' }
    expect(
      textLines(text)
        .map(({ place }) => letters[place])
        .join(''),
    ).toBe(wanted)
  })

check('an empty text is one line of prose', '', '.')
check('frontmatter only stands at the top', '---\na: 1\n---\n\n---\n', 'fff...')
check('a fence and its content are code', 'a\n```sh\nb\n```\nc', '.ccc.')
check('a fence in a list item is code', '1. ```sh\n   b\n   ```\nc', 'ccc.')
check('a fence in a quote is code', '> ```\n> b\n> ```\nc', 'ccc.')
check('a shorter fence closes nothing', '````\n```\n````\nc', 'ccc.')
check('another kind of fence closes nothing', '~~~\n```\n~~~\nc', 'ccc.')
check('inline code that begins a line is prose', '```a``` b\nc', '..')
check('an open fence takes the rest', '```\na\nb', 'ccc')
check('a comment of several lines', 'a\n<!-- b\nc -->\nd', '.--.')
check('a comment of one line', '<!-- b -->\nd', '-.')
check('a comment beside text', 'a <!-- b -->\n<!-- b --> c\na <!-- b\nc -->', '...-')
