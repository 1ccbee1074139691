/**
 * Sets of rules that are switched on together. `default`: near-certain defects. `aws-well-architected`: what
 * OPS07-BP03 asks a runbook to say; on by itself for runbooks made from the template. `strict`: matters of taste.
 */
export const profiles = ['default', 'aws-well-architected', 'strict'] as const

export type Profile = (typeof profiles)[number]
