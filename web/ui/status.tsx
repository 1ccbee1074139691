import type { ReactElement } from 'react'
import type { RunStatus } from '../../src/run/head.ts'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

export type Tone = 'good' | 'bad' | 'warn' | 'accent' | 'plain'

/** How each status looks and reads; `turn`: something is happening. */
const looks = {
  running: { words: 'Running', tone: 'accent', icon: 'turn' },
  waiting: { words: 'Waiting', tone: 'warn', icon: 'questions' },
  paused: { words: 'Paused', tone: 'warn', icon: 'pause' },
  'rolling-back': { words: 'Rolling back', tone: 'warn', icon: 'turn' },
  succeeded: { words: 'Succeeded', tone: 'good', icon: 'check' },
  failed: { words: 'Failed', tone: 'bad', icon: 'cross' },
  cancelled: { words: 'Cancelled', tone: 'plain', icon: 'stop' },
  'rolled-back': { words: 'Rolled back', tone: 'warn', icon: 'undo' },
  'needs-person': { words: 'A person was needed', tone: 'warn', icon: 'questions' },
} as const satisfies Record<
  RunStatus,
  { readonly words: string; readonly tone: Tone; readonly icon: IconName | 'turn' }
>

export const runStatuses = Object.keys(looks) as readonly RunStatus[]
export const statusWords = (status: RunStatus): string => looks[status].words
export const isRunStatus = (word: string): word is RunStatus => Object.hasOwn(looks, word)

export function StatusChip({ status }: { readonly status: RunStatus }): ReactElement {
  const { words, tone, icon } = looks[status]
  return (
    <span className="chip" data-tone={tone}>
      {icon === 'turn' ? <span className="spinner" aria-hidden="true" /> : <Icon name={icon} size={13} />}
      {words}
    </span>
  )
}

/** The status as a mark alone, for dense rows. */
export function StatusMark({ status }: { readonly status: RunStatus }): ReactElement {
  const { words, tone, icon } = looks[status]
  return (
    <span className={`tone-${tone}`} role="img" aria-label={words} title={words}>
      {icon === 'turn' ? <span className="spinner" /> : <Icon name={icon} size={15} />}
    </span>
  )
}
