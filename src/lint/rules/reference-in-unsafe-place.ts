import { bindValues } from '../../shell/bind.ts'
import type { ShellBlock } from '../../shell/judge.ts'
import type { Refusal } from '../../shell/refusal.ts'
import type { HoleValue } from '../../shell/bind.ts'
import type { JudgedBlock } from '../context.ts'
import type { Defect } from '../finding.ts'
import { placeInBlock, placeInShell } from '../place.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A reference stands inside single quotes, in the place of a command, inside `${…}` or somewhere else where a value would become shell source. */
export const referenceInUnsafePlace: Rule = {
  id: 'reference-in-unsafe-place',
  summary: 'Every `{{ name }}` of a command stands where a value can be put safely.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'A reference stands inside single quotes, in the place of a command, inside `${…}` or somewhere else where a value would become shell source.',
    bad: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Description |',
      '|---|---|',
      '| host | where it runs |',
      '',
      '## Steps',
      '',
      '1. Say so:',
      '',
      '   ```sh',
      "   echo 'restarting {{ host }}'",
      '   ```',
    ),
    good: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Description |',
      '|---|---|',
      '| host | where it runs |',
      '',
      '## Steps',
      '',
      '1. Say so:',
      '',
      '   ```sh',
      '   echo "restarting {{ host }}"',
      '   ```',
    ),
    why: 'Values never become source. Rather than change what the command means, the block is refused when its step is reached.',
    source: 'format §4, "Values never become source"',
  },
  check: ({ shell }) => shell.flatMap(defectIn),
}

function defectIn({ block, judgement }: JudgedBlock): readonly Defect[] {
  const refusal = judgement.kind === 'refused' ? judgement.refusal : refusalOf(judgement)
  if (!refusal?.code.startsWith('reference-')) return []
  const range =
    judgement.kind === 'block'
      ? placeInShell(block, judgement, refusal.range)
      : placeInBlock(block, refusal.range)
  // A placeholder in such a place is asked for by hand; only references are written to be filled in here.
  if (!refusal.message.startsWith('`{{')) return []
  return [{ message: refusal.message, remedy: refusal.remedy, range }]
}

/** A value that may stand wherever any can: what is refused now is refused whatever is typed. */
const easiest: HoleValue = { value: '1', integer: true, origin: 'person' }

function refusalOf({ source, dialect, holes }: ShellBlock): Refusal | undefined {
  if (!holes.some(({ kind }) => kind === 'reference')) return undefined
  const bound = bindValues(source, dialect, holes, new Map(holes.map(({ name }) => [name, easiest])))
  return bound.kind === 'refused' ? bound.refusal : undefined
}
