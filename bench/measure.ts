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

/** A figure we claim, as one row of the table that `npm run bench` ends with. */
export type Row = {
  readonly what: string
  readonly ours: string
  readonly peer: string
  readonly value: string
  readonly bar: string
  readonly holds: 'yes' | 'no'
}

/** What a ratio or a value is held against. */
export type Bar =
  | { readonly kind: 'at-most'; readonly value: number }
  | { readonly kind: 'at-least'; readonly value: number }

/** One figure with its peer: the ratio is taken pair by pair. */
export function report(
  what: string,
  unit: string,
  pairs: readonly Pair[],
  peerName: string,
  bar?: Bar,
): void {
  const ratio = median(pairs.map(({ ours, peer }) => ours / peer))
  tell(what, {
    ours: `${digits(median(pairs.map(({ ours }) => ours)))} ${unit}`,
    peer: `${digits(median(pairs.map(({ peer }) => peer)))} ${unit}, ${peerName}`,
    value: ratio,
    shown: `${ratio.toFixed(2)} x (${pairs.length} pairs)`,
    bar,
  })
}

/** One figure that stands for itself. */
export function reportValue(what: string, unit: string, value: number, bar: Bar): void {
  tell(what, {
    ours: `${digits(value)} ${unit}`,
    peer: '',
    value,
    shown: `${digits(value)} ${unit}`,
    bar,
  })
}

type Told = Pick<Row, 'ours' | 'peer'> & {
  readonly value: number
  readonly shown: string
  readonly bar: Bar | undefined
}

function tell(what: string, { ours, peer, value, shown, bar }: Told): void {
  const wanted = bar === undefined ? '' : `${bar.kind === 'at-most' ? '<=' : '>='} ${bar.value}`
  const holds = bar === undefined || (bar.kind === 'at-most' ? value <= bar.value : value >= bar.value)
  console.log([what, ours, peer, shown, wanted].filter((part) => part !== '').join('; '))
  if (bar) process.send?.({ what, ours, peer, value: shown, bar: wanted, holds: holds ? 'yes' : 'no' })
}

const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1))
