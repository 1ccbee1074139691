/** What a check found, as far as it decides what may be claimed. */
export type Checked = {
  readonly entries: number
  readonly good: boolean
  /** Witnesses that agree, by how many entries of the ledger they cover. */
  readonly witnessed: readonly { readonly seq: number; readonly at: string; readonly signedBy?: string }[]
}

/** What such a check may claim, and what it may not: one sentence each. */
export function claimOf({ entries, good, witnessed }: Checked): readonly string[] {
  if (!good) return ['What is named above is not what was written, or not all of it is there.']
  const best = witnessed.toSorted((a, b) => b.seq - a.seq)[0]
  if (!best) return withoutWitness
  const by = best.signedBy === undefined ? 'A witness' : `A witness signed by ${best.signedBy}`
  const later = entries - best.seq
  return [
    `${by} saw the first ${best.seq} entries of the ledger at ${best.at}: none of them was altered, dropped or put in another order since, nor anything of the runs they say ended.`,
    ...(later === 0
      ? []
      : [
          `The ${later} ${later === 1 ? 'entry' : 'entries'} after that no witness has seen: of those, and of open runs, only accidents and partial edits would show.`,
        ]),
    'This is worth as much as the witness: it must be kept where whoever may write to the data folder cannot write.',
  ]
}

const withoutWitness: readonly string[] = [
  'Without a witness this shows accidents and partial edits, and no more: whoever may write to the data folder could have rewritten the runs and the ledger whole, or put an old copy back, and nothing here would show it.',
  'Whoever holds an earlier tip (of a report, or kept by a witness) can see any alteration up to there: kneeboard audit verify --witness FILE.',
]
