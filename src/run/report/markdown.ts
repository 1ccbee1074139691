import { markdownCode, markdownFence, markdownInline } from '../../sink/markdown.ts'
import { formatDuration } from '../../text/duration.ts'
import type { PlanVersion } from '../../plan/plan.ts'
import { undoWords } from './undo-words.ts'
import type { AttemptReport, CorrectionReport, RunReport, StepReport } from './schema.ts'

/** The report as Markdown that reads well on any git host. Everything in it from outside is escaped. */
export function reportMarkdown(report: RunReport): string {
  return [
    `# Run of ${markdownInline(report.runbook.title)}`,
    '',
    ...summary(report),
    ...parameters(report),
    ...section('Steps', stepTable(report.steps)),
    ...section('Failures', failures(report)),
    ...section('Rollback', rollback(report)),
    ...section(
      'Deviations',
      report.deviationDetails.flatMap((deviation, index) => [
        `- ${markdownInline(report.deviations[index] ?? '')} (${markdownInline(deviation.by)}, ${deviation.at})`,
        ...(deviation.difference ? ['', markdownFence(deviation.difference.join('\n'), 'diff'), ''] : []),
      ]),
    ),
    ...section('Corrected text', report.corrections.flatMap(correction)),
    ...section(
      'Attachments',
      report.attachments.map(
        ({ number, at, by, step, name, bytes, sha256 }) =>
          `- ${number}. ${markdownCode(name)}, ${bytes} bytes, ${at}, ${markdownInline(by)}${step === undefined ? '' : `, at "${markdownInline(step)}"`}${sha256 === '' ? '' : `, SHA-256 ${markdownCode(sha256)}`}`,
      ),
    ),
    ...section(
      'Notes',
      report.notes.map(
        ({ at, by, step, text }) =>
          `- ${at}, ${markdownInline(by)}${step === undefined ? '' : `, at "${markdownInline(step)}"`}: ${markdownInline(text)}`,
      ),
    ),
    ...section('Remarks on the text', remarks(report)),
    ...section(
      'Timeline',
      report.timeline.map(({ at, by, what }) => `- ${at} ${markdownInline(by)}: ${markdownInline(what)}`),
    ),
    ...section('Commands', report.steps.flatMap(commands)),
    '## Record',
    '',
    `This report was made from ${report.record.entries} entries of run ${markdownCode(report.run)}; the last has the hash`,
    `${markdownCode(report.record.tip)}. The ledger had ${report.record.ledger.entries} entries; its tip was ${markdownCode(report.record.ledger.tip)}.`,
    '',
    'Whoever keeps these hashes can see later whether the run, or anything before it in the ledger, was altered:',
    '`kneeboard audit verify`. Without them, or a witness, that command finds accidents and partial edits, and no more.',
    '',
  ].join('\n')
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`## ${title}`, '', ...lines, '']

function summary(report: RunReport): readonly string[] {
  const { runbook } = report
  const rows: readonly (readonly [string, string])[] = [
    [
      'Result',
      `**${markdownInline(report.status)}**${report.why === undefined ? '' : ` (${markdownInline(report.why)})`}`,
    ],
    ['Run', markdownCode(report.run)],
    [
      'Runbook',
      `${markdownCode(runbook.path)}${runbook.section === undefined ? '' : `, section ${markdownInline(runbook.section)}`}`,
    ],
    ['Text', `${version(runbook.version)}, ${markdownCode(runbook.documentHash)}`],
    ...(runbook.outcome === undefined ? [] : [['Outcome wanted', markdownInline(runbook.outcome)] as const]),
    ...(runbook.owner === undefined ? [] : [['Owner', markdownInline(runbook.owner)] as const]),
    ['Mode', report.mode],
    ['Started by', `${markdownInline(report.startedBy)} on ${markdownInline(report.startedOn)}`],
    ['Operator', markdownInline(report.operator)],
    ...(report.approvals.length === 0 ? [] : [['Approved by', approvals(report)] as const]),
    ['Started', report.startedAt],
    ['Ended', report.endedAt ?? 'not yet'],
    ['Took', formatDuration(report.tookMs)],
    ['Isolation', `${report.isolation}: commands ran as the user who started the run`],
  ]
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`), '']
}

const version = (text: PlanVersion): string => {
  switch (text.kind) {
    case 'committed':
      return text.publication?.published === false
        ? `**unpublished text** (${markdownInline(text.publication.why)}), commit ${markdownCode(text.commit)}`
        : `commit ${markdownCode(text.commit)}`
    case 'uncommitted':
      return '**uncommitted text**'
    case 'unversioned':
      return '**text that is not under version control**'
  }
}

const parameters = ({ parameters: all }: RunReport): readonly string[] =>
  section(
    'Parameters',
    all.length === 0
      ? []
      : [
          '| Parameter | Value |',
          '|---|---|',
          ...all.map(({ name, value }) => `| ${markdownCode(name)} | ${markdownInline(value)} |`),
        ],
  )

const stepTable = (steps: readonly StepReport[]): readonly string[] => [
  '| # | Step | Line | Result | How | Took |',
  '|---|---|---|---|---|---|',
  ...steps.map(({ number, title, line, status, how, stale, attempts }) => {
    const took = attempts.reduce((sum, attempt) => sum + (attempt.tookMs ?? 0), 0)
    const cells = [
      String(number),
      markdownInline(title),
      String(line),
      status.replaceAll('-', ' '),
      stale ? 'stale?' : markdownInline(how ?? ''),
      attempts.length === 0 ? '' : formatDuration(took),
    ]
    return `| ${cells.join(' | ')} |`
  }),
]

function correction(corrected: CorrectionReport): readonly string[] {
  const { at, by, documentHash, replacedHash, replacedVersion, steps, gone } = corrected
  const rows = steps.map(({ before, after, by: how, exact, finished }) => [
    markdownInline(before),
    markdownInline(after),
    markdownInline(how),
    exact ? 'the same' : 'changed',
    finished === undefined ? '' : finished === 'keep' ? 'kept as done' : 'done again',
  ])
  return [
    `${at}, ${markdownInline(by)}: from ${version(replacedVersion)}, ${markdownCode(replacedHash)}, to ${version(corrected.version)}, ${markdownCode(documentHash)}.`,
    '',
    '| Step before | Step after | Matched by | Commands | Finished |',
    '|---|---|---|---|---|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    ...gone.flatMap(({ title, line, attempts }) => [
      `Not in the text any more: "${markdownInline(title)}" (line ${line})`,
      '',
      ...attempts.flatMap(attemptLines),
    ]),
  ]
}

const approvals = ({ approvals: all }: RunReport): string =>
  all
    .map(
      ({ approver, asserted }) =>
        `${markdownInline(approver)}${asserted ? ' (as the operator says it)' : ''}`,
    )
    .join(', ')

const failures = ({ failures: all }: RunReport): readonly string[] =>
  all.map(
    ({ at, step, message, consequence }) =>
      `- ${at} "${markdownInline(step)}": ${markdownInline(message)}; ${markdownInline(consequence)}`,
  )

const rollback = ({ rollback: taken }: RunReport): readonly string[] =>
  taken
    ? [
        `- begun ${taken.at}${taken.because === undefined ? '' : ` after "${markdownInline(taken.because)}"`}`,
        ...taken.steps.map(({ at, step, how }) => `- ${at} "${markdownInline(step)}": ${undoWords[how]}`),
      ]
    : []

const remarks = ({ remarks: all }: RunReport): readonly string[] =>
  all.map(
    ({ step, line, verdict, text, by }) =>
      `- "${markdownInline(step)}" (line ${line}) ${verdict}${text === undefined ? '' : `: ${markdownInline(text)}`} (${markdownInline(by)})`,
  )

function commands({ number, title, attempts, evidence }: StepReport): readonly string[] {
  if (attempts.length === 0 && evidence === undefined) return []
  return [
    `### ${number}. ${markdownInline(title)}`,
    '',
    ...(evidence === undefined ? [] : [`Evidence: ${markdownInline(evidence)}`, '']),
    ...attempts.flatMap(attemptLines),
  ]
}

const attemptLines = ({
  startedAt,
  stage,
  end,
  tookMs,
  command,
  hash,
  output,
}: AttemptReport): readonly string[] => [
  `${startedAt}, ${stage}: ${markdownInline(end)}${tookMs === undefined ? '' : ` in ${formatDuration(tookMs)}`}, ${markdownCode(hash)}`,
  '',
  markdownFence(command, ''),
  '',
  ...(output === '' ? [] : ['Output:', '', markdownFence(output, ''), '']),
]
