import { html, type Html } from '../../../sink/html.ts'
import type { RunReport, StepReportStatus } from '../schema.ts'

/** How good or bad a status is: picks the colour; the words say the same. */
export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'calm'

export const runWords = {
  running: ['busy', 'Running'],
  waiting: ['warn', 'Waiting for a person'],
  paused: ['warn', 'Paused'],
  'rolling-back': ['warn', 'Rolling back'],
  succeeded: ['good', 'Succeeded'],
  failed: ['bad', 'Failed'],
  cancelled: ['calm', 'Cancelled'],
  'rolled-back': ['warn', 'Rolled back'],
  'needs-person': ['warn', 'A person was needed'],
} as const satisfies Record<RunReport['status'], readonly [Tone, string]>

export const stepWords = {
  'not-begun': ['calm', 'Not begun'],
  waiting: ['calm', 'Waiting'],
  ready: ['calm', 'Ready'],
  running: ['busy', 'Running'],
  asked: ['warn', 'Waiting for a person'],
  succeeded: ['good', 'Done'],
  'taken-back': ['warn', 'Taken back'],
  failed: ['bad', 'Failed'],
  skipped: ['calm', 'Skipped'],
  'not-chosen': ['calm', 'Not chosen'],
  cancelled: ['calm', 'Cancelled'],
  unknown: ['warn', 'Outcome not known'],
} as const satisfies Record<StepReportStatus, readonly [Tone, string]>

/** What stands for the tone where colour alone would not do. */
export const signs = { good: '✓', bad: '✗', warn: '!', busy: '▸', calm: '–' } as const satisfies Record<
  Tone,
  string
>

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `2026-03-01T09:30:05Z` as `1 Mar 2026, 09:30:05 UTC`. */
export function timeWords(at: string): string {
  const [, year = '', month = '', day = '', clock = ''] =
    /^(\d+)-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)Z$/.exec(at) ?? []
  return `${Number(day)} ${months[Number(month) - 1] ?? ''} ${year}, ${clock} UTC`
}

/** A moment, whole. */
export const timeOf = (at: string): Html => html`<time datetime="${at}">${timeWords(at)}</time>`

/** Only the hour, where the day is plain from what stands around it. */
export const clockOf = (at: string): Html =>
  html`<time datetime="${at}" title="${timeWords(at)}">${at.slice(11, 19)}</time>`
