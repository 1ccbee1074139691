import type { Writable } from 'node:stream'
import { pino } from 'pino'
import type { DestinationStream } from 'pino'
import type { Log, LogFields, LogFormat, LogLevel } from '../../ports/log.ts'
import { StorageError } from '../../ports/storage-error.ts'
import { terminalLine } from '../../sink/terminal.ts'
import { Bug } from '../../text/bug.ts'

export type LogOptions = {
  readonly level: LogLevel
  readonly format: LogFormat
  readonly to: Writable
}

/** A log of lines: JSON for machines, text for people. Nothing of it blocks: a reader that is slow holds up nobody. */
export function openLog({ level, format, to }: LogOptions): Log {
  const write = (text: string): void => void to.write(text)
  const destination: DestinationStream = {
    write: format === 'json' ? write : (line) => write(`${textOf(line)}\n`),
  }
  const logger = pino(
    // No process id, no host name: whatever collects lines knows where they come from.
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  )
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message, thrown) =>
      logger.error(thrown === undefined ? fields : { ...fields, ...describe(thrown) }, message),
    flush: () =>
      new Promise((resolve) => {
        if (to.writableLength === 0) resolve()
        else to.write('', () => resolve())
      }),
  }
}

/**
 * What may be said of something that was thrown. Only our own errors are known to hold no value: of others the
 * message is left out, which often repeats what was read.
 */
function describe(thrown: unknown): LogFields {
  if (!(thrown instanceof Error)) return { error: typeof thrown }
  const ours = thrown instanceof Bug || thrown instanceof StorageError
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    error: thrown.name,
    ...('code' in thrown && typeof thrown.code === 'string' ? { code: thrown.code } : {}),
    ...(ours ? { why: thrown.message } : {}),
    stack: frames
      .map((frame) => frame.trim())
      .slice(0, 12)
      .join(' < '),
  }
}

/** `2026-11-25T01:40:00.000Z info  request method=GET route=/api/runs status=200`. */
function textOf(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Readonly<Record<string, unknown>>
  const said = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`)
  return terminalLine([String(time), String(level).padEnd(5), String(msg), ...said].join(' '))
}
