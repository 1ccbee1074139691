import type { RunEvent } from './event/event.ts'

/** What an input means now: facts to record, or why it cannot be taken. */
export type Decision = { readonly events: readonly RunEvent[]; readonly refused?: string }

export const nothing: Decision = { events: [] }
export const refuse = (refused: string): Decision => ({ events: [], refused })
export const record = (...events: readonly RunEvent[]): Decision => ({ events })
