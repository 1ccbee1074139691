/** Makes of an envelope of one version the same fact in the next. The bytes it was read from stay as they are. */
export type Upcaster = (older: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>

/** For every version that was ever written, but for the newest: how it becomes the next. */
export type Upcasters = ReadonlyMap<number, Upcaster>

/**
 * None yet: every envelope that was ever written has version 1, and facts only gain optional fields. The day an
 * envelope itself changes, its version is raised and the way there stands here for ever.
 */
export const upcasters: Upcasters = new Map()

/** Brings an envelope forward, version by version, as far as ways lead. What is no envelope comes back as it is. */
export function upcast(value: unknown, older: Upcasters): unknown {
  let current = value
  // Each way leads to a higher version, so there are no more steps than ways.
  for (let steps = 0; steps < older.size && isMap(current); steps++) {
    const way = typeof current['v'] === 'number' ? older.get(current['v']) : undefined
    if (!way) return current
    current = way(current)
  }
  return current
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
