import type { Place } from '../text/range.ts'

/** Why a plan cannot be made; with a place where the document is to blame. */
export type PlanProblem = { readonly message: string; readonly remedy: string; readonly place?: Place }
