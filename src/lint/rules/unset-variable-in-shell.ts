import type { LintContext } from '../context.ts'
import type { Defect } from '../finding.ts'
import { placeInShell } from '../place.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A shell block uses a variable that neither it, an earlier block nor the login sets. It is reported once for each name. */
export const unsetVariableInShell: Rule = {
  id: 'unset-variable-in-shell',
  summary: 'Every variable a block uses is set by an earlier one.',
  severity: 'info',
  profiles: ['strict'],
  docs: {
    what: 'A shell block uses a variable that neither it, an earlier block nor the login sets. It is reported once for each name.',
    bad: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh',
      '   kubectl rollout restart deployment/web --namespace "$NAMESPACE"',
      '   ```',
    ),
    good: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh',
      '   NAMESPACE=production',
      '   kubectl rollout restart deployment/web --namespace "$NAMESPACE"',
      '   ```',
    ),
    why: 'It is asked for when the step runs. If an earlier step tells its reader to set it in a terminal of their own, the run does not know.',
    source: 'format §4',
  },
  check: (context) => defectsIn(context),
}

function defectsIn({ shell }: LintContext): readonly Defect[] {
  const seen = new Set<string>()
  return shell.flatMap(({ block, judgement }) => {
    if (judgement.kind !== 'block') return []
    return judgement.holes.flatMap((hole) => {
      if (hole.kind !== 'variable' || seen.has(hole.name)) return []
      seen.add(hole.name)
      return [
        {
          message: `\`${hole.written}\` is set by no block before this one.`,
          remedy: 'Set it in an earlier block, or declare it under Parameters and write `{{ name }}`.',
          range: placeInShell(block, judgement, hole.range),
        },
      ]
    })
  })
}
