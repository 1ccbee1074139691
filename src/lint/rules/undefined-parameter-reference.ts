import type { LintContext } from '../context.ts'
import type { Defect } from '../finding.ts'
import type { NamesDefined } from '../names-defined.ts'
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

function undefinedIn({ runbook, shell }: LintContext): readonly Defect[] {
  const names = namesDefined(runbook)
  return shell.flatMap(({ block, judgement }) => {
    if (judgement.kind !== 'block') return []
    return judgement.holes.flatMap((hole) =>
      hole.kind !== 'reference' || isDefined(names, hole.name)
        ? []
        : [
            {
              message: `Nothing in this runbook defines \`${hole.name}\`.`,
              remedy: remedyFor(names, hole.name),
              range: placeInShell(block, judgement, hole.range),
            },
          ],
    )
  })
}

/** `run.id`, `run.mode`, `steps.<step>.<output>`, a parameter or the variable of a loop, as a plan answers them. */
function isDefined({ plain, steps }: NamesDefined, name: string): boolean {
  if (plain.has(name) || name === 'run.id' || name === 'run.mode') return true
  const [root, step, output, ...rest] = name.split('.')
  return (
    root === 'steps' && step !== undefined && steps.has(step) && output !== undefined && rest.length === 0
  )
}

function remedyFor({ plain, outputs }: NamesDefined, name: string): string {
  const output = outputs.get(name)
  if (output !== undefined) return `Write \`{{ ${output} }}\`: it is an output of a step.`
  const meant = nearMiss(name, plain)
  return meant ? `Write \`${meant}\`, if that is meant.` : 'Declare it under Parameters, or correct the name.'
}
