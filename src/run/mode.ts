/**
 * How a run goes (dry run is not a run: it prints the plan).
 * checklist: nothing is executed · step: every command is confirmed · auto: stops where a person is needed ·
 * unattended: a person being needed ends the run.
 */
export type Mode = 'checklist' | 'step' | 'auto' | 'unattended'

export const modes: readonly Mode[] = ['checklist', 'step', 'auto', 'unattended']
