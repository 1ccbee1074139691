import { createRequire } from 'node:module'
import type { CelInput, run } from '@bufbuild/cel'
import type { Evaluate } from '../../run/input.ts'

/**
 * Evaluates conditions with CEL. The library is loaded when the first expression is met: most runbooks have
 * none, and loading it takes longer than all the rest of the start.
 */
export function celEvaluate(): Evaluate {
  let loaded: { run: typeof run } | undefined
  return (expression, bindings) => {
    loaded ??= createRequire(import.meta.url)('@bufbuild/cel') as { run: typeof run }
    try {
      const value = loaded.run(expression, mapOf(bindings))
      return isCelError(value) ? { kind: 'error', message: value.message } : { kind: 'value', value }
    } catch (error) {
      return { kind: 'error', message: error instanceof Error ? error.message : 'not an expression' }
    }
  }
}

const isCelError = (value: unknown): value is Error =>
  value instanceof Error ||
  (typeof value === 'object' && value !== null && 'message' in value && 'exprId' in value)

/** Plain values as CEL has them: whole numbers are ints, objects are maps. */
function celOf(value: unknown): CelInput {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(celOf)
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([key, item]) => [key, celOf(item)]))
  return null
}

const mapOf = (bindings: Readonly<Record<string, unknown>>): Record<string, CelInput> =>
  Object.fromEntries(Object.entries(bindings).map(([key, value]) => [key, celOf(value)]))
