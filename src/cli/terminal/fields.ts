import { terminalPlain } from '../../sink/terminal.ts'
import type { View } from './view.ts'
import { padTo, widthOf } from './width.ts'
import { wrap } from './wrap.ts'

/** Names and values below each other, values aligned. Values come from outside and are made safe. */
export function fieldLines(
  fields: readonly (readonly [string, string])[],
  { columns, styles }: View,
): string[] {
  const column = Math.max(0, ...fields.map(([name]) => widthOf(name)))
  return fields.flatMap(([name, value]) =>
    wrap(terminalPlain(value).trim(), {
      columns,
      first: `  ${styles.dim(padTo(name, column))}  `,
      rest: ' '.repeat(column + 4),
    }),
  )
}
