/** Time from outside. */
export interface Clock {
  /** Milliseconds since the epoch. It never goes back, and never stands still while the process runs. */
  now(): number
  /** Calls back once, not before `atMs`; the returned function takes it back. */
  at(atMs: number, wake: () => void): () => void
  /** A clock for what has been recorded up to `lastMs`: where this one is behind that, it goes on from there. */
  since(lastMs: number): Clock
}
