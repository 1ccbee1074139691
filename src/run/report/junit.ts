import { terminalPlain } from '../../sink/terminal.ts'
import { xmlText } from '../../sink/xml.ts'
import type { RunReport, StepReport } from './schema.ts'

/** The report as JUnit XML, as continuous integration shows it: the run a suite, a step a testcase. */
export function reportJunit({ run, runbook, startedAt, tookMs, steps, status, record }: RunReport): string {
  const count = (...kinds: readonly StepReport['status'][]) =>
    steps.filter((step) => kinds.includes(step.status)).length
  const suite = attributes({
    name: runbook.title,
    timestamp: startedAt.replace(/Z$/, ''),
    tests: String(steps.length),
    failures: String(count('failed')),
    errors: String(count('unknown')),
    skipped: String(steps.length - count('succeeded', 'failed', 'unknown')),
    time: seconds(tookMs),
  })
  const properties = {
    run,
    status,
    path: runbook.path,
    'document-hash': runbook.documentHash,
    tip: record.tip,
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'kneeboard' })}>`,
    `<testsuite${suite}>`,
    '<properties>',
    ...Object.entries(properties).map(([name, value]) => `<property${attributes({ name, value })}/>`),
    '</properties>',
    ...steps.flatMap((step) => testcase(step, runbook.path)),
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function testcase(step: StepReport, path: string): readonly string[] {
  const took = step.attempts.reduce((sum, { tookMs }) => sum + (tookMs ?? 0), 0)
  const name = { name: `${step.number}. ${step.title}`, classname: path, file: path, line: String(step.line) }
  const output = step.attempts.map((attempt) => attempt.output).join('')
  return [
    `<testcase${attributes({ ...name, time: seconds(took) })}>`,
    ...outcome(step),
    ...(output === '' ? [] : [`<system-out>${xmlText(terminalPlain(output))}</system-out>`]),
    '</testcase>',
  ]
}

function outcome({ status, how, attempts }: StepReport): readonly string[] {
  const message = how ?? attempts.at(-1)?.end ?? status.replaceAll('-', ' ')
  switch (status) {
    case 'succeeded':
      return []
    case 'failed':
      return [`<failure${attributes({ message, type: 'failed' })}/>`]
    case 'unknown':
      return [`<error${attributes({ message, type: 'unknown' })}/>`]
    case 'not-begun':
    case 'waiting':
    case 'ready':
    case 'running':
    case 'asked':
    case 'skipped':
    case 'not-chosen':
    case 'cancelled':
    case 'taken-back':
      return [`<skipped${attributes({ message: how ?? status.replaceAll('-', ' ') })}/>`]
  }
}

const attributes = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(value)}"`)
    .join('')

const seconds = (ms: number): string => (ms / 1000).toFixed(3)
