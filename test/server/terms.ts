import { openLog } from '../../src/adapters/log-pino/log.ts'
import type { ServerTerms } from '../../src/server/terms.ts'

/** What a server serves by where nobody says otherwise; its log goes nowhere. */
export const usualTerms: ServerTerms = {
  host: '127.0.0.1',
  port: 0,
  sessionMs: 86_400_000,
  streams: { all: 1000, perSession: 100 },
  shutdown: { delayMs: 0, graceMs: 5000 },
  log: openLog({ level: 'silent', format: 'json', to: process.stdout }),
}
