import type { EgressPolicy } from '../../ports/egress.ts'
import type { ResolvedNotify } from '../../run/resolve.ts'

/** What the program that sends notifications reads from its file. The destination comes by its environment. */
export type NotifyRequest = Pick<ResolvedNotify, 'title' | 'message' | 'severity' | 'to'> & {
  /** What the server that sends lets it reach. */
  readonly egress?: EgressPolicy
}
