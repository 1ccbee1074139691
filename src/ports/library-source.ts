import type { FoundTip, PublicationPolicy } from '../library/publication.ts'

export type SourceTrouble = { readonly why: string; readonly remedy: string }

/** What is known of where a library comes from. Times are epoch ms. */
export type SourceState = {
  /** The address, with nothing secret in it. */
  readonly address: string
  /** The branch; undefined before the first fetch. */
  readonly ref?: string
  readonly published?: { readonly commit: string; readonly subject: string; readonly atMs: number }
  readonly fetchedAtMs?: number
  /** Why the last fetch brought nothing. */
  readonly trouble?: SourceTrouble & { readonly sinceMs: number }
  /** What stands on the branch and was not published, and the rule that says so. */
  readonly refused?: SourceRefusal
}

export type SourceRefusal = SourceTrouble & {
  readonly rule: string
  readonly commit: string
  readonly sinceMs: number
}

export type Fetched =
  | {
      readonly kind: 'fetched'
      readonly ref: string
      readonly found: FoundTip
      readonly policy: PublicationPolicy
    }
  | ({ readonly kind: 'failed' } & SourceTrouble)

/** The repository a library is fetched from. What of it is published is decided elsewhere; this brings and keeps it. */
export interface LibrarySource {
  state(): Promise<SourceState>
  /** Brings what is new; what is published stays as it was. Never rejects for what the other side does. */
  fetch(nowMs: number): Promise<Fetched>
  /** From now on this commit is what the library's files are read from. */
  publish(ref: string, commit: string): Promise<void>
  /** Keeps that something was refused, or (undefined) that nothing is any more. */
  refuse(refusal: SourceRefusal | undefined): Promise<void>
  /** How often it is looked at without being told. */
  readonly everyMs: number
  /** What the senders of hooks sign with; read anew each time, and empty where none is taken. */
  hookSecrets(): Promise<readonly string[]>
}
