/** Who was let in: the hash of what a cookie holds, and when. Nothing that lets anyone in. */
export type KeptSession = { readonly hash: string; readonly at: number }

/** Keeps who was let in, so that a server that is started again still knows the browsers it let in. */
export interface Sessions {
  load(): readonly KeptSession[]
  keep(sessions: readonly KeptSession[]): void
}
