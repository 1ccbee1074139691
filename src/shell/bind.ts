import { Bug } from '../text/bug.ts'
import type { ShellDialect } from './dialect.ts'
import type { Hole } from './judge.ts'
import type { Refusal } from './refusal.ts'

/** A value for a hole. `origin` decides how freely it may stand: what came from outside must be plain. */
export type HoleValue = {
  readonly value: string | readonly string[]
  readonly integer: boolean
  /** person: typed by the operator; constrained: matched `Allowed` or a pattern; outside: a signal, an output. */
  readonly origin: 'person' | 'constrained' | 'outside'
}

export type Bound =
  | {
      readonly kind: 'bound'
      readonly source: string
      /** `KB_<name>` (and `KB_<name>_0` … for lists) with their values. */
      readonly environment: Readonly<Record<string, string>>
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/**
 * Rewrites each hole to a safe reference by format.md's table "Values never become source": put a unique
 * word, parse, find it once, rewrite by position, parse again, compare the trees.
 */
export function bindValues(
  source: string,
  dialect: ShellDialect,
  holes: readonly Hole[],
  values: ReadonlyMap<string, HoleValue>,
): Bound {
  throw new Bug(`not built yet ${source.length} ${dialect} ${holes.length} ${values.size}`)
}
