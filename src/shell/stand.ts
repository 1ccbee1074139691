import type { RefusalCode } from './refusal.ts'

/** What a value must be like to stand where it stands. */
export type Need =
  /** `[A-Za-z0-9_][A-Za-z0-9_.:@-]*`: another interpreter reads it. */
  | 'plain'
  | 'integer'
  /** Options are read here: it may not begin with `-` or `+` unless it is a number. */
  | 'no-option'
  /** The author's own `$NAME` stands unquoted: it must be one word and match no file. */
  | 'one-word'
  /** `declare X="(…)"` would be read as an array, subscripts and all. */
  | 'no-array'
  /** Bash opens connections for `/dev/tcp/…` behind a redirection. */
  | 'no-socket'
  /** A shell at the other end may read the path. */
  | 'remote-path'
  /** Part of a sed program; `sightText` settles by what stands before it what that asks. */
  | 'sed-program'
  /** Part of code given to an interpreter; settled likewise. */
  | 'code'

/** Why nothing at all may stand in a place. */
export type Reason = { readonly code: RefusalCode; readonly why: string; readonly remedy: string }

/** How the place is written, and so what is put there. */
export type Form = 'bare' | 'double' | 'heredoc' | 'arithmetic'

/** What is known of a place before looking at the word in it. */
export type Context = {
  readonly form: Form
  readonly needs: readonly Need[]
  readonly reason?: Reason
  /** The word may become several: arguments, `for` lists, array elements. */
  readonly several: boolean
}

/** A hole, or the use of a variable, in its place. */
export type Sighting = {
  readonly of: { readonly hole: number } | { readonly variable: string }
  readonly form: Form
  readonly needs: readonly Need[]
  readonly reason?: Reason
  /** It is the whole of a word that may become several: a list fits. */
  readonly listable: boolean
  /** Offset in the masked text. */
  readonly at: number
}

export const plainContext: Context = { form: 'bare', needs: [], several: false }

/** A context with more needs. */
export const needing = (context: Context, ...needs: readonly Need[]): Context => ({
  ...context,
  needs: [...new Set([...context.needs, ...needs])],
})

/** A context in which nothing may stand; an outer reason stays. */
export const refusing = (context: Context, reason: Reason): Context =>
  context.reason ? context : { ...context, reason }

/** What of a context holds for a script that stands in it: what is asked of text other programs read. */
export function insideSubstitution(context: Context, kept: readonly Need[]): Context {
  const needs = context.needs.filter((need) => kept.includes(need))
  return context.reason ? { ...plainContext, needs, reason: context.reason } : { ...plainContext, needs }
}

/** The context of a script whose output holds its words: where in the outer word they come to stand is not known. */
export function insidePrinting(context: Context): Context {
  const inner = insideSubstitution(context, ['plain', 'integer'])
  if (context.needs.includes('code')) return refusing(inner, reasons.command)
  return context.needs.includes('sed-program') ? needing(inner, 'integer') : inner
}

export const reasons = {
  quotes: {
    code: 'reference-in-quotes',
    why: 'stands in single quotes, where a shell puts nothing in',
    remedy: 'Use double quotes, or close the quotes around it.',
  },
  heredoc: {
    code: 'reference-in-quotes',
    why: 'stands in a here-document with a quoted word, where a shell puts nothing in',
    remedy: 'Take the quotes off the word after `<<` and escape the `$` that should stay.',
  },
  escaped: {
    code: 'reference-in-quotes',
    why: 'stands behind a backslash',
    remedy: 'Take the backslash away.',
  },
  command: {
    code: 'reference-as-command',
    why: 'decides which command runs',
    remedy: 'Write the command out; choose between commands with a menu.',
  },
  expansion: {
    code: 'reference-in-expansion',
    why: 'stands inside an expansion',
    remedy: 'Assign it to a variable first, on a line of its own: `name={{ value }}`.',
  },
  backtick: {
    code: 'reference-in-expansion',
    why: 'stands inside backticks',
    remedy: 'Write `$( )` instead of the backticks.',
  },
  tilde: {
    code: 'reference-in-expansion',
    why: 'stands behind `~`, where a quoted name is not expanded',
    remedy: 'Write the home directory out.',
  },
  name: {
    code: 'reference-as-name',
    why: 'would be the name of a variable',
    remedy: 'Write the name out.',
  },
  source: {
    code: 'reference-in-interpreter',
    why: 'would be run as source of this shell',
    remedy: 'Call the command itself instead of building it from text.',
  },
  arithmetic: {
    code: 'reference-in-arithmetic',
    why: 'is part of a longer word in arithmetic',
    remedy: 'Assign it to a variable first, on a line of its own.',
  },
  tooMany: {
    code: 'syntax',
    why: 'is one open place too many for a block',
    remedy: 'Split the block, or move it to a script in the repository.',
  },
  sightedOften: {
    code: 'tree-changed',
    why: 'is not read by the shell as one piece',
    remedy: 'Write the command in a simpler way.',
  },
} as const satisfies Record<string, Reason>
