import type { Defect } from '../finding.ts'
import type { TextLine } from '../lines.ts'
import { fenceEnd } from '../lines.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A fence at the left margin stands between two items of one numbered list, and so ends it. */
export const listSplitByFence: Rule = {
  id: 'list-split-by-fence',
  summary: 'A code block inside a numbered list is indented like the item it belongs to.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A fence at the left margin stands between two items of one numbered list, and so ends it.',
    bad: example(
      '# Restart',
      '',
      '1. Restart it:',
      '```sh',
      'systemctl restart web',
      '```',
      '2. Look at the log.',
    ),
    good: example(
      '# Restart',
      '',
      '1. Restart it:',
      '   ```sh',
      '   systemctl restart web',
      '   ```',
      '2. Look at the log.',
    ),
    why: 'Everywhere else this is two lists: the second one starts again, or the block hangs between them. Kneeboard reads it as one, as its author meant.',
    source: 'format §3; CommonMark 0.31 §5.2',
  },
  check: ({ lines }) => lines.flatMap((line, index) => (line.opensFence ? defectAt(lines, index) : [])),
}

type Item = { readonly number: number; readonly delimiter: string; readonly width: number }

function defectAt(lines: readonly TextLine[], index: number): readonly Defect[] {
  if (!/^[`~]/.test(lines[index]?.text ?? '')) return []
  const closing = fenceEnd(lines, index)
  const before = itemBefore(lines, index)
  const after = itemOf(lines.slice(closing + 1, closing + 3).find(({ text }) => text.trim() !== ''))
  const goesOn =
    after && before && (after.number === before.number + 1 || (after.number === 1 && before.number === 1))
  if (!before || !goesOn || after.delimiter !== before.delimiter) return []
  const fence = lines.slice(index, closing + 1)
  const opening = fence[0]
  if (!opening) return []
  return [
    {
      message: 'This block stands at the left margin and ends the numbered list it belongs to.',
      remedy: `Indent the block by ${before.width} spaces.`,
      range: opening.range,
      fix: { description: 'Indent the block', replacements: indentation(fence, before.width), safe: true },
    },
  ]
}

/** The item directly above the fence, or above paragraphs of it that are indented, with only blank lines between. */
function itemBefore(lines: readonly TextLine[], index: number): Item | undefined {
  for (let at = index - 1; at >= 0; at--) {
    const line = lines[at]
    if (!line || line.place !== 'prose') return undefined
    const item = itemOf(line)
    if (item) return item
    if (line.text.trim() !== '' && !/^[ \t]/.test(line.text)) return undefined
  }
  return undefined
}

function itemOf(line: TextLine | undefined): Item | undefined {
  const found = /^(\d{1,9})([.)]) {1,4}(?=\S)/.exec(line?.text ?? '')
  if (!found || line?.place !== 'prose') return undefined
  return { number: Number(found[1]), delimiter: found[2] ?? '', width: found[0].length }
}

const indentation = (fence: readonly TextLine[], width: number) =>
  fence
    .filter(({ text }) => text !== '')
    .map(({ range }) => ({ range: { from: range.from, to: range.from }, text: ' '.repeat(width) }))
