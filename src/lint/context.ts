import type { Block } from '../document/block.ts'
import { attributeOf } from '../document/block.ts'
import type { Runbook } from '../document/runbook.ts'
import type { Step } from '../document/step.ts'
import { stepsWithin } from '../document/step.ts'
import { dialectOf } from '../shell/dialect.ts'
import type { ShellJudgement } from '../shell/judge.ts'
import { judgeShell } from '../shell/judge.ts'
import { lineStarts } from '../text/range.ts'
import type { LintConfig } from './config.ts'
import type { TextLine } from './lines.ts'
import { textLines } from './lines.ts'
import type { ShellNotes } from './shell-note.ts'
import type { Suppression } from './suppression.ts'
import { suppressionsIn } from './suppression.ts'

/** What a rule may know besides the text; all of it is given, nothing is looked up. */
export type LintFacts = {
  /** `YYYY-MM-DD`. */
  readonly today: string
  /** Relative to the library, with `/`. */
  readonly path: string
  /** Library-relative paths that exist; without it links are not looked at. */
  readonly files?: ReadonlySet<string>
  /** Variables every block will find set, besides those a login always sets. */
  readonly environment?: ReadonlySet<string>
  /** Whether a colleague's validation holds for this text; without it nothing is said about it. */
  readonly validation?: 'current' | 'lapsed' | 'none'
  /** What ShellCheck said of the blocks; without it nothing is said about them. */
  readonly shellNotes?: ShellNotes
}

/** Everything a rule may look at, worked out once for all of them. */
export type LintContext = {
  readonly runbook: Runbook
  readonly facts: LintFacts
  readonly config: LintConfig
  /** Offsets at which lines begin. */
  readonly starts: readonly number[]
  readonly lines: readonly TextLine[]
  /** Blocks of steps and of their labels, in document order; sample output too. */
  readonly blocks: readonly PlacedBlock[]
  /** Those of `blocks` that a shell would be given, as judged with what earlier ones assign. */
  readonly shell: readonly JudgedBlock[]
  readonly suppressions: readonly Suppression[]
  /** Ids of every rule there is. */
  readonly ruleIds: ReadonlySet<string>
}

export type PlacedBlock = { readonly block: Block; readonly step: Step }
export type JudgedBlock = PlacedBlock & { readonly judgement: ShellJudgement }

/** Works out what the rules share. */
export function lintContext(
  runbook: Runbook,
  facts: LintFacts,
  config: LintConfig,
  ruleIds: ReadonlySet<string>,
): LintContext {
  const text = runbook.source.text
  const lines = textLines(text)
  const blocks = blocksOf(runbook)
  return {
    runbook,
    facts,
    config,
    starts: lineStarts(text),
    lines,
    blocks,
    shell: judgeAll(blocks, facts),
    suppressions: suppressionsIn(lines),
    ruleIds,
  }
}

/** The blocks a shell would be given, as judged with what earlier ones assign. */
export const judgedBlocks = (runbook: Runbook, facts: LintFacts): readonly JudgedBlock[] =>
  judgeAll(blocksOf(runbook), facts)

const blocksOf = (runbook: Runbook): readonly PlacedBlock[] =>
  [...stepsWithin(runbook.steps)]
    .flatMap((step) => blocksWithLabels(step).map((block) => ({ block, step })))
    .toSorted((a, b) => a.block.range.from - b.block.range.from)

function blocksWithLabels(step: Step): readonly Block[] {
  return step.body.flatMap((part) => {
    if (part.kind === 'block') return [part.block]
    if (part.kind === 'markdown') return []
    const { label } = part
    if (label.kind === 'undo') return label.block ? [label.block] : []
    return 'check' in label && label.check.kind === 'command' ? [label.check.block] : []
  })
}

function judgeAll(blocks: readonly PlacedBlock[], facts: LintFacts): readonly JudgedBlock[] {
  const known = new Set([...loginVariables, ...(facts.environment ?? [])])
  return blocks.flatMap((placed) => {
    const named = attributeOf(placed.block, 'shell')
    const dialect = dialectOf(typeof named === 'string' ? named : placed.block.language)
    if (!dialect || placed.block.sample || placed.block.fence === 'indented') return []
    const judgement = judgeShell(placed.block.text, { dialect, known })
    if (judgement.kind === 'block') for (const name of judgement.assigns) known.add(name)
    return [{ ...placed, judgement }]
  })
}

/** Set in any session a person logs into; asking for them would be noise. */
const loginVariables = [
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'PATH',
  'PWD',
  'OLDPWD',
  'HOSTNAME',
  'TERM',
  'LANG',
  'EDITOR',
  'TMPDIR',
  'KNEEBOARD_OUTPUT',
]
