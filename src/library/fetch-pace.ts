/** A repository that cannot be reached is asked again after twice as long each time, up to this. */
const longestMs = 15 * 60_000

/**
 * How long to wait before the next fetch: the interval, give or take a tenth, so that many servers do not ask at once;
 * after failures longer. `random` is between 0 and 1.
 */
export function untilNextFetchMs(everyMs: number, failures: number, random: number): number {
  const paced = failures === 0 ? everyMs : Math.max(everyMs, Math.min(longestMs, everyMs * 2 ** failures))
  return Math.round(paced * (0.9 + 0.2 * random))
}
