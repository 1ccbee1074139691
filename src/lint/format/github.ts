import { githubMessage, githubProperty } from '../../sink/github.ts'
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
        const where = `file=${githubProperty(file.path)},line=${start.line},endLine=${end.line}${columns}`
        const what = `${finding.message} ${finding.remedy}`
        return `::${commands[finding.severity]} ${where},title=${githubProperty(finding.rule)}::${githubMessage(what)}\n`
      }),
    )
    .join('')
}

const commands = { error: 'error', warning: 'warning', info: 'notice' } satisfies Record<Severity, string>
