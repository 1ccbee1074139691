/** A number as it is written, none for bullets, or the place of a new step. */
export type Slot = number | undefined | 'new'

/**
 * The number each slot gets after an edit. Where numbers count they go on counting, where all are equal they stay so,
 * and where they follow no rule nothing but the new one is numbered.
 */
export function numbersOf(
  before: readonly (number | undefined)[],
  slots: readonly Slot[],
): readonly (number | undefined)[] {
  const [first] = before
  if (first === undefined) return slots.map((slot) => (slot === 'new' ? undefined : slot))
  if (before.length > 1 && before.every((number) => number === first)) return slots.map(() => first)
  if (before.every((number, index) => number === first + index)) return slots.map((_, index) => first + index)
  let last = first - 1
  return slots.map((slot) => (last = slot === 'new' ? last + 1 : (slot ?? last)))
}
