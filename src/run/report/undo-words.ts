import type { RunReport } from './schema.ts'

/** What became of a step when the run was rolled back. */
export const undoWords = {
  tool: 'taken back by its command',
  'by-hand': 'taken back by hand',
  skipped: 'not taken back: skipped',
  failed: 'not taken back: it failed',
} as const satisfies Record<NonNullable<RunReport['rollback']>['steps'][number]['how'], string>
