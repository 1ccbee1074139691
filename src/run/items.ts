import type { Loop } from '../action/group.ts'
import { bindings } from './condition.ts'
import type { Circumstances } from './input.ts'
import type { Instance, LoopItems, ReadonlyRunState } from './state.ts'
import type { Scope } from './values.ts'
import { lookUp } from './values.ts'

export type Items =
  | {
      readonly kind: 'items'
      readonly items: readonly Item[]
      readonly origin: LoopItems['origin']
      /** Said when there are none. */
      readonly empty: string
    }
  | { readonly kind: 'problem'; readonly message: string }

type Item = string | number | boolean

/** What a loop goes over, from a parameter, outputs or an expression; and how far its items can be trusted. */
export function itemsOf(
  state: ReadonlyRunState,
  at: Readonly<Instance>,
  { over, turnsMax }: Loop,
  circumstances: Circumstances,
): Items {
  if (over.kind === 'until') return { kind: 'items', items: [], origin: 'constrained', empty: '' }
  const written = over.kind === 'list' ? over.list : over.count
  const found = valueOf({ state, at }, written, circumstances)
  if (found.kind === 'problem') return found
  const items = over.kind === 'list' ? listOf(found.value) : countOf(found.value)
  if (!items)
    return {
      kind: 'problem',
      message: `${written} is not ${over.kind === 'list' ? 'a list' : 'a whole number'}`,
    }
  if (items.length > turnsMax)
    return {
      kind: 'problem',
      message: `${written} has ${items.length} items, and at most ${turnsMax} turns are made`,
    }
  return { kind: 'items', items, origin: found.origin, empty: `there is nothing in ${written}` }
}

type Found =
  | { readonly kind: 'value'; readonly value: unknown; readonly origin: LoopItems['origin'] }
  | { readonly kind: 'problem'; readonly message: string }

/** A name is looked up with its origin; what an expression makes may hold anything, and is trusted like output. */
function valueOf(scope: Scope, written: string, circumstances: Circumstances): Found {
  if (/^[0-9]{1,9}$/.test(written)) return { kind: 'value', value: Number(written), origin: 'constrained' }
  const named = lookUp(scope, written)
  if (named.kind === 'value') return named
  if (named.kind === 'secret')
    return { kind: 'problem', message: `${written} is a secret: a loop cannot go over it` }
  const result = circumstances.evaluate(written, bindings(scope, written))
  if (result.kind === 'error') return { kind: 'problem', message: `${written}: ${result.message}` }
  return { kind: 'value', value: result.value, origin: 'outside' }
}

/** A list; or text, which is a JSON list or one item a line. */
function listOf(value: unknown): readonly Item[] | undefined {
  if (Array.isArray(value)) return value.every(isItem) ? value : undefined
  if (typeof value !== 'string') return undefined
  const json = /^\s*\[/.test(value) ? parse(value) : undefined
  if (Array.isArray(json)) return json.every(isItem) ? json : undefined
  return value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** Turns are counted: 1, 2, 3. An array of that many holes would be made before the limit is looked at. */
function countOf(value: unknown): readonly Item[] | undefined {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) return undefined
  return Array.from({ length: Math.min(count, 1_000_000) }, (_, index) => index + 1)
}

const isItem = (value: unknown): value is Item =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value))

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
