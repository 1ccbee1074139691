/** Why storage could not do what was asked; what to do next follows from the code. */
export type StorageErrorCode =
  /** Another process held it for longer than the wait; trying again is safe, nothing was stored. */
  | 'busy'
  | 'full'
  | 'corrupt'
  | 'read-only'
  | 'denied'
  | 'io'
  /** Written by a newer release. */
  | 'newer'
  /** A file that is not ours stands in its place. */
  | 'foreign'
  | 'too-large'
  | 'closed'
  /** The thread that stores ended; what was not acknowledged may or may not be stored. */
  | 'stopped'

/** What adapters of the storage ports reject with: what happened and where (`message`), and what to do (`remedy`). */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly code: StorageErrorCode
  readonly remedy: string

  constructor(code: StorageErrorCode, message: string, remedy: string) {
    super(message)
    this.code = code
    this.remedy = remedy
  }

  /** By its name: bundles that are loaded beside each other have a class of their own each. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'StorageError'
  }
}
