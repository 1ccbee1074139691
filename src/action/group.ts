/** Again and again: once for each item of a list, a number of times, or until something holds. */
export type Loop = {
  readonly over: LoopOver
  /** More turns than this are refused: a list that is longer, a condition that never comes. */
  readonly turnsMax: number
  readonly atOnce: number
  /** So many turns may fail before the loop does; when it is not said, each failure is dealt with by itself. */
  readonly errorsMax?: number
}

export type LoopOver =
  | { readonly kind: 'list'; readonly variable: string; readonly list: string }
  | { readonly kind: 'count'; readonly count: string }
  | { readonly kind: 'until'; readonly expression: string; readonly everyMs?: number }

/** Steps side by side: all of them must succeed, or at least so many; then the others are not needed. */
export type Parallel = {
  readonly join:
    | { readonly kind: 'all'; readonly errorsMax: number }
    | { readonly kind: 'at-least'; readonly count: number }
  readonly atOnce: number
}

/** What a block in a step says of the step itself: how its sub-steps go, or how often. */
export type GroupBlock =
  | { readonly kind: 'loop'; readonly loop: Loop }
  | { readonly kind: 'parallel'; readonly parallel: Parallel }

/** Turns a loop makes when nothing is said: more is a list nobody meant, or a circle. */
export const turnsMaxDefault = 1000

/** Members of a group that work at the same time, at most: each is a process. */
export const atOnceMax = 100
