import type { ParsedScript, SyntaxNode } from 'unbash'
import type { Range } from '../text/range.ts'
import { contains, rangeOf } from '../text/range.ts'
import { forEachChild } from 'unbash'
import { variableName, wellKnownName } from './names.ts'
import type { Setting } from './settings.ts'
import { settingsOf } from './settings.ts'

/** A `$NAME` or `${NAME…}` whose value nothing sets. */
export type UnsetUse = { readonly name: string; readonly range: Range }

/**
 * Uses of variables that neither the environment (`known`) nor an earlier line of the block sets. `${X:-y}` and
 * its kind provide for an unset X; positional and special parameters are the shell's own.
 */
export function unsetUses(script: ParsedScript, known: ReadonlySet<string>): readonly UnsetUse[] {
  const settings = Map.groupBy(settingsOf(script), (setting) => setting.name)
  const found: UnsetUse[] = []
  const look = (node: SyntaxNode, inFunction: boolean): void => {
    const name = expandedName(node)
    if (name !== undefined && !known.has(name) && !wellKnownName(name)) {
      const range = rangeOf(node.pos, node.end)
      const set = settings.get(name)?.some((setting) => isSeen(setting, range, inFunction)) ?? false
      if (!set) found.push({ name, range })
    }
    forEachChild(node, (child) => look(child, inFunction || node.type === 'Function'))
  }
  look(script, false)
  return found
}

/** The variable a node expands, when it would be trouble if that were unset. */
function expandedName(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case 'SimpleExpansion': {
      const name = node.text.slice(1)
      return variableName(name) ? name : undefined
    }
    case 'ParameterExpansion': {
      if (!variableName(node.parameter)) return undefined
      return node.operation?.type === 'Default' ? undefined : node.parameter
    }
    case 'ArithmeticWord':
      // The parser gives a lone `$X` in arithmetic no part of its own.
      return node.parts === undefined ? /^\$([A-Za-z_]\w*)/.exec(node.value)?.[1] : undefined
    default:
      return undefined
  }
}

/** A function's body runs when it is called: whatever the block sets anywhere may be there by then. */
const isSeen = (setting: Setting, use: Range, inFunction: boolean): boolean =>
  inFunction || (setting.at < use.from && contains(setting.scope, use))
