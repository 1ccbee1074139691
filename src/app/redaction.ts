import type { LogChunk } from '../ports/logs.ts'
import { makeMasker, maskText } from '../sink/mask.ts'

/** Whether a text holds the value in any form it is commonly written in. */
export const holds = (text: string, value: string): boolean => maskText([value], text) !== text

/**
 * A log's chunks with every form of the value masked, also where chunks or colours cut through it. Chunks keep
 * their place and time; text that was held back until it was known not to be the value comes with the next one.
 */
export function withoutValue(chunks: readonly LogChunk[], value: string): readonly LogChunk[] {
  const maskers = { stdout: makeMasker([value]), stderr: makeMasker([value]) }
  const last = { stdout: -1, stderr: -1 }
  for (const [index, { stream }] of chunks.entries()) last[stream] = index
  const masked = chunks.map((chunk, index) => {
    const masker = maskers[chunk.stream]
    const text = masker.push(chunk.text) + (last[chunk.stream] === index ? masker.end() : '')
    return { ...chunk, text }
  })
  const same = (['stdout', 'stderr'] as const).every(
    (stream) => textOf(chunks, stream) === textOf(masked, stream),
  )
  return same ? chunks : masked
}

/** What stands in the place of a log that was erased whole: that it was, and how far it went. */
export function erasedLog(chunks: readonly LogChunk[]): readonly LogChunk[] {
  return (['stdout', 'stderr'] as const).flatMap((stream) => {
    const last = chunks.findLast((chunk) => chunk.stream === stream)
    return last ? [{ ...last, from: 0, text: '(erased)\n' }] : []
  })
}

const textOf = (chunks: readonly LogChunk[], stream: LogChunk['stream']): string =>
  chunks.map((chunk) => (chunk.stream === stream ? chunk.text : '')).join('')
