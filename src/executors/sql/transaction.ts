import type { SqlRequest } from './request.ts'
import type { Statement } from './statements.ts'

/** Several statements are one transaction unless the block says otherwise, or handles transactions itself. */
export function needsTransaction(
  statements: readonly Statement[],
  asked: SqlRequest['transaction'],
): 'whole' | 'each' {
  if (asked !== 'auto') return asked === 'on' ? 'whole' : 'each'
  return statements.length > 1 && !statements.some(controlsTransaction) ? 'whole' : 'each'
}

const controlsTransaction = ({ words: [first = '', second = ''] }: Statement): boolean =>
  (first === 'BEGIN' && second !== 'NOT') ||
  (first === 'START' && second === 'TRANSACTION') ||
  /^(?:COMMIT|ROLLBACK|SAVEPOINT|ABORT)$/.test(first)

/** What became of the statements before the one that failed. MySQL commits whenever it changes a table's form. */
export function undoneText(done: readonly Statement[], engine: 'mysql' | 'other'): string {
  if (done.length === 0) return ''
  const lasting = engine === 'mysql' ? done.findLastIndex(changesForm) : -1
  if (lasting === -1) return '\nnothing of the block was kept: it was one transaction'
  return `\nthe first ${lasting + 1} of its statements were kept: MySQL commits at ${done[lasting]?.words.slice(0, 2).join(' ')}`
}

const changesForm = ({ words: [first = ''] }: Statement): boolean =>
  /^(?:ALTER|CREATE|DROP|RENAME|TRUNCATE|GRANT|REVOKE|ANALYZE|OPTIMIZE|REPAIR|LOCK|FLUSH)$/.test(first)
