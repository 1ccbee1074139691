import type { LintContext } from '../context.ts'
import type { Defect } from '../finding.ts'
import { namesDefined } from '../names-defined.ts'
import { nearMiss } from '../near-miss.ts'
import { placeInShell } from '../place.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A shell block refers to a name that no parameter, output or loop of this runbook defines. */
export const undefinedParameterReference: Rule = {
  id: 'undefined-parameter-reference',
  summary: 'Every `{{ name }}` in a command is a parameter or an output.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'A shell block refers to a name that no parameter, output or loop of this runbook defines.',
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
      '1. Restart it:',
      '',
      '   ```sh',
      '   ssh {{ hots }} systemctl restart web',
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
      '1. Restart it:',
      '',
      '   ```sh',
      '   ssh {{ host }} systemctl restart web',
      '   ```',
    ),
    why: 'The block is refused when its step is reached: in the middle of the procedure.',
    source: 'format §6, §7',
  },
  check: (context) => undefinedIn(context),
}

/** Roots that are filled by the run and not by its author. */
const roots: ReadonlySet<string> = new Set(['params', 'steps', 'run', 'signal', 'target', 'loop'])

function undefinedIn({ runbook, shell }: LintContext): readonly Defect[] {
  const defined = namesDefined(runbook)
  return shell.flatMap(({ block, judgement }) => {
    if (judgement.kind !== 'block') return []
    return judgement.holes.flatMap((hole) => {
      const [root = '', second] = hole.name.split('.')
      const name = root === 'params' && second !== undefined ? second : root
      if (hole.kind !== 'reference' || defined.has(name) || (name === root && roots.has(root))) return []
      const meant = nearMiss(name, defined)
      return [
        {
          message: `Nothing in this runbook defines \`${name}\`.`,
          remedy: meant
            ? `Write \`${meant}\`, if that is meant.`
            : 'Declare it under Parameters, or correct the name.',
          range: placeInShell(block, judgement, hole.range),
        },
      ]
    })
  })
}
