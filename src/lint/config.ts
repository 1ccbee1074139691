import type { Severity } from './finding.ts'
import type { Profile } from './profile.ts'

/** What a library, or one call, asks of the linter. */
export type LintConfig = {
  /** Rules of any of these are on; a runbook made from the template adds `aws-well-architected` itself. */
  readonly profiles: readonly Profile[]
  /** By rule id: off, or on with this severity whatever the profiles say. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>
  /** The library folder that links beginning with `/` start from; without it they are not looked at. */
  readonly linkBase?: string
}

/** Near-certain defects only. */
export const defaultConfig: LintConfig = { profiles: ['default'], rules: {} }
