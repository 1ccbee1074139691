import type { ResolvedNotify } from '../../run/resolve.ts'

/** What the program that sends notifications reads from its file. The destination comes by its environment. */
export type NotifyRequest = Pick<ResolvedNotify, 'title' | 'message' | 'severity' | 'to'>
