import type { Source } from '../text/source.ts'
import type { Runbook } from './runbook.ts'
import { readMarkdown } from './markdown/read.ts'

/** Reads a document. Never throws: what is odd is in `problems`. `name` is its file name, the title of last resort. */
export const readRunbook = (source: Source, name: string): Runbook => readMarkdown(source, name)
