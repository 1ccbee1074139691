import type { LintContext } from '../context.ts'
import type { Defect } from '../finding.ts'
import { placeInShell } from '../place.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A shell block holds something its reader must replace, such as `<pod>` or `YOUR_TOKEN`. It is reported once for each name. */
export const placeholderInShell: Rule = {
  id: 'placeholder-in-shell',
  summary: 'What differs from run to run is a parameter, not a placeholder in a command.',
  severity: 'info',
  profiles: ['default'],
  docs: {
    what: 'A shell block holds something its reader must replace, such as `<pod>` or `YOUR_TOKEN`. It is reported once for each name.',
    bad: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh',
      '   kubectl delete pod <pod name>',
      '   ```',
    ),
    good: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Description |',
      '|---|---|',
      '| pod | the pod that hangs |',
      '',
      '## Steps',
      '',
      '1. Restart it:',
      '',
      '   ```sh',
      '   kubectl delete pod {{ pod }}',
      '   ```',
    ),
    why: 'It is asked for when the step runs, as free text. A parameter is asked for before the run, can be checked, and can be filled from an alert.',
    source: 'format §4, §6',
  },
  check: (context) => defectsIn(context),
}

function defectsIn({ shell }: LintContext): readonly Defect[] {
  const seen = new Set<string>()
  return shell.flatMap(({ block, judgement }) => {
    if (judgement.kind !== 'block') return []
    return judgement.holes.flatMap((hole) => {
      if (hole.kind !== 'placeholder' || seen.has(hole.name)) return []
      seen.add(hole.name)
      return [
        {
          message: `\`${hole.written}\` is asked for when this block runs.`,
          remedy:
            'Declare it under Parameters and write `{{ name }}`, so that it is asked for once and checked.',
          range: placeInShell(block, judgement, hole.range),
        },
      ]
    })
  })
}
