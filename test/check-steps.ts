import { expect, test } from 'vitest'
import { readMarkdown } from '../src/document/markdown/read.ts'
import { sourceOf } from '../src/text/source.ts'
import { stepLines } from './document-outline.ts'

/** The lines of a file, and its steps: `[rule] title`. */
type Case = { readonly given: readonly string[]; readonly finds: readonly string[] }

export const checkSteps = (name: string, { given, finds }: Case): void =>
  test(name, () => {
    const runbook = readMarkdown(sourceOf(given.join('\n')), 'runbook.md')
    expect(stepLines(runbook).filter((line) => line.startsWith('['))).toEqual(finds)
  })
