/** Passwords as slow hashes that say how they were made. */
export interface Passwords {
  hash(password: string): Promise<string>
  /** `undefined` for an account that is not there: it takes as long, and is never right. */
  verify(hash: string | undefined, password: string): Promise<boolean>
}
