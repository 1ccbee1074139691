/** Medians and ratios: machines are shared and noisy, a single number says little. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export type Pair = { readonly ours: number; readonly peer: number }

/** Runs ours and the peer in turn, A B A B, so that a machine that drifts drifts for both. */
export async function inTurns(
  rounds: number,
  ours: () => Promise<number>,
  peer: () => Promise<number> | number,
): Promise<readonly Pair[]> {
  const pairs: Pair[] = []
  await ours()
  await peer()
  for (let round = 0; round < rounds; round++) pairs.push({ ours: await ours(), peer: await peer() })
  return pairs
}

/** One line: what, ours, the peer, the ratio pair by pair. */
export function report(what: string, unit: string, pairs: readonly Pair[], peerName: string): void {
  const digits = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(1))
  const ratio = median(pairs.map(({ ours, peer }) => ours / peer))
  const ours = median(pairs.map((pair) => pair.ours))
  const peer = median(pairs.map((pair) => pair.peer))
  console.log(
    `${what}: ${digits(ours)} ${unit}; ${peerName}: ${digits(peer)} ${unit}; ratio ${ratio.toFixed(2)} (median of ${pairs.length} pairs)`,
  )
}
