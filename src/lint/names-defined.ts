import type { Runbook } from '../document/runbook.ts'
import { blocksOf, labelsOf, stepsWithin } from '../document/step.ts'
import { stepName } from '../plan/find.ts'

/** What a reference of a runbook may name. */
export type NamesDefined = {
  /** Parameters and variables of loops: used as they are. */
  readonly plain: ReadonlySet<string>
  /** Steps, as `steps.<name>` calls them. */
  readonly steps: ReadonlySet<string>
  /** The whole reference to an output, by the output's name. */
  readonly outputs: ReadonlyMap<string, string>
}

/** Everything the runbook gives a name to. */
export function namesDefined({ parameters, steps }: Runbook): NamesDefined {
  const plain = new Set(parameters.map(({ name }) => name))
  const names = new Set<string>()
  const outputs = new Map<string, string>()
  for (const step of stepsWithin(steps)) {
    const own = stepName(step.id)
    names.add(own)
    for (const label of labelsOf(step)) {
      if (label.kind === 'for-each') plain.add(label.variable)
      if (label.kind === 'output') outputs.set(label.name, `steps.${own}.${label.name}`)
    }
    for (const block of blocksOf(step)) {
      for (const [, name] of block.text.matchAll(outputLine)) {
        if (name) outputs.set(name, `steps.${own}.${name}`)
      }
    }
  }
  return { plain, steps: names, outputs }
}

/** `echo "version=1" >> "$KNEEBOARD_OUTPUT"`: the name is what stands before the first `=` or `<<`. */
const outputLine = /([A-Za-z_]\w{0,60})(?:=|<<)[^\n]{0,500}KNEEBOARD_OUTPUT/g
