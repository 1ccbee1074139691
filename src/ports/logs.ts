import type { EffectId, RunId } from '../run/id.ts'
import type { OutputLine } from '../run/output-lines.ts'

/** A piece of a command's output after masking, and the range of spooled bytes it was made from. */
export type LogChunk = {
  readonly stream: 'stdout' | 'stderr'
  readonly from: number
  readonly to: number
  /** Milliseconds since the epoch when it was read. */
  readonly at: number
  readonly text: string
}

/** Some lines of a log. */
export type LogPage = {
  /** How many lines stand before the first of `lines`. */
  readonly from: number
  readonly lines: readonly OutputLine[]
  /** Lines there are so far, those without an end among them. */
  readonly all: number
  /** So many of the first lines have ended, and stay as they are. */
  readonly ended: number
  /** A long log is not counted to its end yet: there are more lines than `all`. */
  readonly more: boolean
}

/** Where output is brought as it comes. */
export type LogWriter = Pick<Logs, 'append' | 'reopen'>

/** Output of attempts, kept in order. Masking is done before a chunk comes here. */
export interface Logs {
  append(effect: EffectId, chunks: readonly LogChunk[]): Promise<void>
  /** Whole chunks after the first `afterChunks`; a cut tail (from a crash) is left out. */
  read(effect: EffectId, afterChunks: number): Promise<readonly LogChunk[]>
  /** The whole chunks there are, some at a time: what was given before is not kept. */
  stream(effect: EffectId): AsyncIterable<readonly LogChunk[]>
  /** `count` lines after the first `from`: it costs what it gives, wherever in the log it is. */
  lines(effect: EffectId, range: { readonly from: number; readonly count: number }): Promise<LogPage>
  /**
   * Puts these chunks in place of all that is there; what was there is overwritten. Only for attempts that are over:
   * nothing may be appended meanwhile.
   */
  replace(effect: EffectId, chunks: readonly LogChunk[]): Promise<void>
  /** Removes everything a run's attempts printed. */
  remove(run: RunId): Promise<void>
  /** Cuts the log to its last whole chunk and says up to where each stream was read. */
  reopen(effect: EffectId): Promise<{ readonly stdout: number; readonly stderr: number }>
}
