import type { Hash } from 'node:crypto'
import { createHash } from 'node:crypto'
import type { Sha256 } from '../../hash/sha256.ts'
import { purposeTag } from '../../hash/sha256.ts'
import { logHash, logLine } from '../../ledger/log-lines.ts'
import type { LogChunk, Logs, LogWriter } from '../../ports/logs.ts'
import type { EffectId } from '../../run/id.ts'

/** A log that is written from its beginning, with the hash of all that reached it: what `logHash` would say of it. */
export function hashedLog(logs: LogWriter): {
  readonly logs: Pick<Logs, 'append'>
  readonly hash: () => Sha256
} {
  // The system's own SHA-256: a command can print more than a pure one takes in beside it. Most print nothing.
  let hash: Hash | undefined
  return {
    logs: {
      async append(effect: EffectId, chunks: readonly LogChunk[]) {
        await logs.append(effect, chunks)
        hash ??= createHash('sha256').update(purposeTag('log'))
        for (const chunk of chunks) hash.update(logLine(chunk))
      },
    },
    hash: () => (hash ? `sha256:${hash.copy().digest('hex')}` : emptyLog),
  }
}

const emptyLog = logHash([])

/** The hash of a log that others began: all of it is read again. */
export const readLogHash = async (
  { read }: Partial<Pick<Logs, 'read'>>,
  effect: EffectId,
): Promise<Sha256 | undefined> => read && logHash(await read(effect, 0))
