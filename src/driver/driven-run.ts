import type { RunDriver } from './drive.ts'

/** A run as whoever shows it and answers in it sees it, driven by this process or by another. */
export type DrivenRun = Pick<RunDriver, 'state' | 'told' | 'submit' | 'watch' | 'stopped' | 'release'>
