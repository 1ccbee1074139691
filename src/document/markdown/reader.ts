import type { Range } from '../../text/range.ts'
import type { Problem } from '../problem.ts'
import type { Ids } from './slug.ts'

/** What every rule of the reader needs: the text, where findings go, and the ids already given. */
export type Reader = {
  /** The LF text of the source; nothing is blanked in it. */
  readonly text: string
  readonly problems: Problem[]
  readonly ids: Ids
}

export function addProblem(
  reader: Reader,
  code: Problem['code'],
  range: Range,
  words: { message: string; remedy: string },
) {
  reader.problems.push({ code, range, ...words })
}
