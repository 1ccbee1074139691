import type { ShellDialect } from '../shell/dialect.ts'
import type { Range } from '../text/range.ts'

/** What ShellCheck says of a block: a fact that is given, like the day. `range` is in what the shell would be given. */
export type ShellNote = { readonly code: number; readonly message: string; readonly range: Range }

/** By the offset at which the block begins. */
export type ShellNotes = ReadonlyMap<number, readonly ShellNote[]>

/** Source that a shell checker may be given. */
export type ShellSource = { readonly at: number; readonly dialect: ShellDialect; readonly source: string }
