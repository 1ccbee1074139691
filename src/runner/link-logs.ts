import type { Clock } from '../ports/clock.ts'
import type { LogWriter } from '../ports/logs.ts'
import type { ServerLink } from './link.ts'
import { LinkError } from './link.ts'

/** Between two tries to bring output to a server that is away: the output lies in its spool meanwhile. */
const againMs = 1_000

/** The log of attempts, kept by the server. Output of an attempt the server wants no more goes nowhere. */
export function linkLogs(link: ServerLink, clock: Clock): LogWriter {
  const patiently = async <T>(ask: () => Promise<T>, unwanted: T): Promise<T> => {
    for (;;) {
      try {
        return await ask()
      } catch (error) {
        if (!(error instanceof LinkError)) throw error
        if (error.status === notWanted) return unwanted
        if (error.status !== 0 && error.status < 500) throw error
        await new Promise<void>((resolve) => {
          clock.at(clock.now() + againMs, resolve)
        })
      }
    }
  }
  return {
    append: (effect, chunks) => patiently(() => link.append(effect, chunks), undefined),
    reopen: (effect) => patiently(() => link.readUpTo(effect), { stdout: 0, stderr: 0 }),
  }
}

/** The attempt is over for the server, or was never this runner's. */
const notWanted = 404
