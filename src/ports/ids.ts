/** Randomness from outside. */
export interface Ids {
  /** `count` bytes nobody can guess. */
  random(count: number): Uint8Array
}
