import type { RefusalCode } from '../shell/refusal.ts'
import type { LintContext } from './context.ts'
import type { Defect } from './finding.ts'
import { placeInBlock } from './place.ts'

/** Shell blocks that are not offered for one reason, with what would make them run. */
export const refusalsOf = ({ shell }: LintContext, code: RefusalCode): readonly Defect[] =>
  shell.flatMap(({ block, judgement }) => {
    if (judgement.kind !== 'refused' || judgement.refusal.code !== code) return []
    const { message, remedy, range } = judgement.refusal
    return [{ message, remedy, range: placeInBlock(block, range) }]
  })
