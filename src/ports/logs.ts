import type { EffectId, RunId } from '../run/id.ts'

/** A piece of a command's output after masking, and the range of spooled bytes it was made from. */
export type LogChunk = {
  readonly stream: 'stdout' | 'stderr'
  readonly from: number
  readonly to: number
  /** Milliseconds since the epoch when it was read. */
  readonly at: number
  readonly text: string
}

/** Output of attempts, kept in order. Masking is done before a chunk comes here. */
export interface Logs {
  append(effect: EffectId, chunks: readonly LogChunk[]): Promise<void>
  /** Whole chunks after the first `afterChunks`; a cut tail (from a crash) is left out. */
  read(effect: EffectId, afterChunks: number): Promise<readonly LogChunk[]>
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
