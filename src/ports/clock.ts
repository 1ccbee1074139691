/** Time from outside. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls back once, not before `atMs`; the returned function takes it back. */
  at(atMs: number, wake: () => void): () => void
}
