import type { Range } from '../text/range.ts'
import { Bug } from '../text/bug.ts'
import type { ShellDialect } from './dialect.ts'
import type { Refusal } from './refusal.ts'

/**
 * A place in shell source where a value will be put: our `{{ name }}`, or something the author left open
 * (`<node name>`, `YOUR_TOKEN`, an unset `$NAMESPACE`).
 */
export type Hole = {
  readonly kind: 'reference' | 'placeholder' | 'variable'
  /** What values are found by: `db.host` for a reference; letters and digits joined by `_`, lower case, for the others. */
  readonly name: string
  /** As it stands in the source: `<node name>`. */
  readonly written: string
  /** Anonymous holes (`XXX`, `<...>`) are asked for one by one, named ones once a run. */
  readonly anonymous: boolean
  /** In `ShellBlock.source`. */
  readonly range: Range
}

/** Something in a command that wants more than Enter. */
export type Danger = {
  readonly kind: 'destructive' | 'privileged'
  /** `kubectl delete`, `rm -rf`, `sudo`. */
  readonly what: string
  readonly range: Range
}

/** A shell block that may be offered. */
export type ShellBlock = {
  readonly kind: 'block'
  readonly dialect: ShellDialect
  /** Prompts and sample output taken off; what a shell will be given once holes are filled. */
  readonly source: string
  /** For each line of `source`, the offset of its first character in the text that was judged. */
  readonly lineOffsets: readonly number[]
  readonly holes: readonly Hole[]
  readonly dangers: readonly Danger[]
  /** The block is one command that opens an inner session (ssh, exec -it, psql): it needs a terminal. */
  readonly interactive: boolean
  /** Names assigned (or exported) at the block's top level: what the session may carry on. */
  readonly assigns: readonly string[]
  /** What stood between prompted commands: sample output. */
  readonly samples: readonly Range[]
}

export type ShellJudgement = ShellBlock | { readonly kind: 'refused'; readonly refusal: Refusal }

export type ShellFacts = {
  readonly dialect: ShellDialect
  /** Variables that will be set: the environment's allow-list and what earlier blocks assign. */
  readonly known: ReadonlySet<string>
}

/** Decides what of a block's text may be offered (format.md §4). Never throws on any text. */
export function judgeShell(text: string, facts: ShellFacts): ShellJudgement {
  throw new Bug(`not built yet ${text.length} ${facts.dialect}`)
}
