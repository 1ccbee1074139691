import { attributeOf } from '../document/block.ts'
import type { Runbook } from '../document/runbook.ts'
import { blocksOf, labelsOf, stepsWithin } from '../document/step.ts'

/** Names a reference may use: parameters, outputs by label or by the file of outputs, variables of loops. */
export function namesDefined({ parameters, steps }: Runbook): ReadonlySet<string> {
  const names = new Set(parameters.map(({ name }) => name))
  for (const step of stepsWithin(steps)) {
    for (const label of labelsOf(step)) {
      if (label.kind === 'output') names.add(label.name)
      if (label.kind === 'for-each') names.add(label.variable)
    }
    for (const block of blocksOf(step)) {
      for (const attribute of ['output', 'name']) {
        const value = attributeOf(block, attribute)
        if (typeof value === 'string') names.add(value)
      }
      for (const [, name] of block.text.matchAll(outputLine)) if (name) names.add(name)
    }
  }
  return names
}

/** `echo "version=1" >> "$KNEEBOARD_OUTPUT"`: the name is what stands before the first `=` or `<<`. */
const outputLine = /([A-Za-z_]\w{0,60})(?:=|<<)[^\n]{0,500}KNEEBOARD_OUTPUT/g
