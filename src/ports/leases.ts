import type { RunId } from '../run/id.ts'

/** The right to start a run's effects. `epoch` grows with every new holder and fences the ones before. */
export type Lease = {
  readonly run: RunId
  readonly holder: string
  readonly epoch: number
  readonly untilMs: number
}

export interface Leases {
  /** A lease, or the one that someone else still holds. */
  acquire(
    run: RunId,
    holder: string,
    ttlMs: number,
  ): Promise<
    { readonly kind: 'held'; readonly lease: Lease } | { readonly kind: 'busy'; readonly lease: Lease }
  >
  /** False when it was lost. */
  renew(lease: Lease, ttlMs: number): Promise<boolean>
  release(lease: Lease): Promise<void>
}
