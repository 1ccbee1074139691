import { lineStarts, placeOf } from '../../text/range.ts'
import type { Range } from '../../text/range.ts'
import type { Fix, Severity } from '../finding.ts'
import type { Rule } from '../rule.ts'
import type { LintedFile } from './linted.ts'
import { placeFindings } from './linted.ts'

/** The result as SARIF 2.1.0, which code hosts and editors read; `version` is the product's. */
export function formatSarif(files: readonly LintedFile[], rules: readonly Rule[], version: string): string {
  const indexes = new Map(rules.map((rule, index) => [rule.id, index]))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Kneeboard', version, rules: rules.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        artifacts: files.map(({ path }) => ({ location: location(path) })),
        results: files.flatMap((file, index) => resultsOf(file, index, indexes)),
      },
    ],
  }
  return `${JSON.stringify(log, undefined, 2)}\n`
}

const levels = { error: 'error', warning: 'warning', info: 'note' } satisfies Record<Severity, string>

const descriptor = ({ id, summary, severity, docs, profiles }: Rule) => ({
  id,
  shortDescription: { text: summary },
  fullDescription: { text: docs.what },
  help: { text: `${docs.what}\n\n${docs.why}` },
  defaultConfiguration: { level: levels[severity], enabled: profiles.includes('default') },
})

function resultsOf(file: LintedFile, index: number, indexes: ReadonlyMap<string, number>) {
  const starts = lineStarts(file.text)
  return placeFindings(file).map(({ finding }) => {
    const artifact = { ...location(file.path), index }
    const ruleIndex = indexes.get(finding.rule)
    return {
      ruleId: finding.rule,
      ...(ruleIndex === undefined ? {} : { ruleIndex }),
      level: levels[finding.severity],
      message: { text: `${finding.message} ${finding.remedy}` },
      locations: [
        { physicalLocation: { artifactLocation: artifact, region: region(starts, finding.range) } },
      ],
      ...(finding.fix ? { fixes: [fixOf(finding.fix, artifact, starts)] } : {}),
    }
  })
}

const fixOf = (fix: Fix, artifactLocation: object, starts: readonly number[]) => ({
  description: { text: fix.description },
  artifactChanges: [
    {
      artifactLocation,
      replacements: fix.replacements.map(({ range, text }) => ({
        deletedRegion: region(starts, range),
        insertedContent: { text },
      })),
    },
  ],
})

/** SARIF wants a URI relative to a root it is told of. */
const location = (path: string) => ({
  uri: path.split('/').map(encodeSegment).join('/'),
  uriBaseId: '%SRCROOT%',
})

/** A lone surrogate, which a file name can hold, would make the encoder throw. */
const encodeSegment = (segment: string): string => encodeURIComponent(segment.toWellFormed())

function region(starts: readonly number[], range: Range) {
  const start = placeOf(starts, range.from)
  const end = placeOf(starts, range.to)
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
}
