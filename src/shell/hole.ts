import type { Range } from '../text/range.ts'

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

/** The name a `$NAME` or `${NAME…}` hole is known by to the shell. */
export const variableOf = (hole: Hole): string =>
  /[A-Za-z_][A-Za-z0-9_]*/.exec(hole.written)?.[0] ?? hole.name
