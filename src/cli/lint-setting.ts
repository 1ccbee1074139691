import { InvalidArgumentError } from 'commander'
import type { LintConfig } from '../lint/config.ts'
import type { Severity } from '../lint/finding.ts'
import { rules } from '../lint/rules.ts'

/** Takes one `--rule id=severity`; an unknown rule or severity is wrong usage. */
export function collectSetting(written: string, before: readonly string[] = []): readonly string[] {
  const { id, severity } = split(written)
  if (!rules.some((rule) => rule.id === id))
    throw new InvalidArgumentError(`there is no rule ${id}: see docs/rules`)
  if (severity === undefined)
    throw new InvalidArgumentError('write it as id=off, id=error, id=warning or id=info')
  return [...before, written]
}

/** What such words say, by rule. */
export const readSettings = (written: readonly string[] = []): LintConfig['rules'] =>
  Object.fromEntries(
    written.flatMap((each) => {
      const { id, severity } = split(each)
      return severity === undefined ? [] : [[id, severity] as const]
    }),
  )

function split(written: string): { id: string; severity: Severity | 'off' | undefined } {
  const at = written.indexOf('=')
  const id = at === -1 ? written : written.slice(0, at)
  const word = at === -1 ? '' : written.slice(at + 1)
  const severities = ['off', 'error', 'warning', 'info'] as const
  return { id, severity: severities.find((severity) => severity === word) }
}
