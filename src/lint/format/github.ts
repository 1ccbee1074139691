import type { Severity } from '../finding.ts'
import type { LintedFile } from './linted.ts'
import { placeFindings } from './linted.ts'

/** Workflow commands that GitHub Actions turns into annotations on the lines of a change. */
export function formatGithub(files: readonly LintedFile[]): string {
  return files
    .flatMap((file) =>
      placeFindings(file).map(({ finding, start, end }) => {
        // A column is only allowed on annotations that stay on one line.
        const columns = start.line === end.line ? `,col=${start.column},endColumn=${end.column}` : ''
        const where = `file=${property(file.path)},line=${start.line},endLine=${end.line}${columns}`
        const what = `${finding.message} ${finding.remedy}`
        return `::${commands[finding.severity]} ${where},title=${property(finding.rule)}::${data(what)}\n`
      }),
    )
    .join('')
}

const commands = { error: 'error', warning: 'warning', info: 'notice' } satisfies Record<Severity, string>

/** The escapes of the workflow command grammar; the other control characters have no business in a log. */
const data = (text: string): string =>
  text
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')
    .replace(/\p{Cc}/gu, '\uFFFD')

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
