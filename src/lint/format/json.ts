import type { LintedFile } from './linted.ts'
import { countSeverities, placeFindings } from './linted.ts'

/**
 * The result for other programs, schema `kneeboard.lint/1`: offsets are UTF-16 units in the text with LF, lines and
 * columns count from 1. Fields are only ever added under this name.
 */
export function formatJson(files: readonly LintedFile[]): string {
  const result = {
    schema: 'kneeboard.lint/1',
    counts: countSeverities(files),
    files: files.map((file) => ({
      path: file.path,
      findings: placeFindings(file).map(({ finding, start, end }) => ({ ...finding, start, end })),
    })),
  }
  return `${JSON.stringify(result, undefined, 2)}\n`
}
