import { never } from '../text/bug.ts'
import type { Need, Reason, Sighting } from './stand.ts'

/** A value for a hole. `origin` decides how freely it may stand: what came from outside must be plain. */
export type HoleValue = {
  readonly value: string | readonly string[]
  readonly integer: boolean
  /** person: typed by the operator; constrained: matched `Allowed` or a pattern; outside: a signal, an output. */
  readonly origin: 'person' | 'constrained' | 'outside'
}

/** 100 kB in UTF-8: below the 128 KiB Linux allows for one string of the environment. */
export const valueBytesMax = 100_000

/** Why a value may not stand where the sighting is, or undefined when it may. */
export function misfit({ value, origin }: HoleValue, sighting: Sighting): Reason | undefined {
  if (sighting.reason) return sighting.reason
  if (typeof value !== 'string' && !sighting.listable) return listReason
  const needs: readonly Need[] = origin === 'outside' ? [...sighting.needs, 'plain'] : sighting.needs
  for (const one of typeof value === 'string' ? [value] : value) {
    const reason =
      carriageReason(one) ?? needs.map((need) => needReason(one, need)).find((found) => found !== undefined)
    if (reason) return reason
  }
  return undefined
}

/** The pattern of values that no interpreter we know reads as anything but a word. */
export const plainValue = /^[A-Za-z0-9_][A-Za-z0-9_.:@-]*$/

/** What cannot be carried byte for byte whatever the place. */
export function carriageReason(value: string): Reason | undefined {
  if (value.includes('\0')) return notPlain('holds a NUL character, which no program can be given')
  if (!value.isWellFormed()) return notPlain('holds half a character, which has no bytes')
  if (new TextEncoder().encode(value).length > valueBytesMax)
    return {
      code: 'value-too-large',
      why: `has a value over ${valueBytesMax / 1000} kB`,
      remedy: 'Put the text into a file and pass its name.',
    }
  return undefined
}

function needReason(value: string, need: Need): Reason | undefined {
  switch (need) {
    case 'plain':
      return plainValue.test(value)
        ? undefined
        : notPlain(
            'stands where another interpreter may read it, or came from outside, and its value is not plain',
          )
    // Never met: settled where the word is read. A number is safe in both.
    case 'sed-program':
    case 'code':
    case 'integer':
      return /^-?\d{1,18}$/.test(value) ? undefined : notInteger
    case 'no-option':
      return /^[-+]/.test(value) && !/^[-+]\d+(?:\.\d+)?$/.test(value) ? likeOption : undefined
    case 'one-word':
      return value !== '' && !/[\s*?[\]\\()|]/.test(value)
        ? undefined
        : notPlain('stands unquoted in the block, where its value would be split or matched against files')
    case 'no-array':
      return value.startsWith('(') ? notPlain('would be read as an array') : undefined
    case 'no-socket':
      return /^\/+dev\/+(?:tcp|udp)\//.test(value) ? notPlain('would open a connection') : undefined
    case 'remote-path':
      return /^[A-Za-z0-9_./:@%+=,~-]+$/.test(value)
        ? undefined
        : notPlain('is a path a shell at the other end may read, and its value is not plain')
    default:
      return never(need)
  }
}

const notPlain = (why: string): Reason => ({
  code: 'value-not-plain',
  why,
  remedy:
    'Use a value of letters, digits and `_.:@-`, or put the reference in double quotes as an argument of its own.',
})

const notInteger: Reason = {
  code: 'value-not-integer',
  why: 'stands where a number is read, and its value is not an integer',
  remedy: 'Give it an integer.',
}

const likeOption: Reason = {
  code: 'value-like-option',
  why: 'stands where options are read, and its value begins like one',
  remedy: 'Give it a value that does not begin with `-` or `+`, or write `--` before it.',
}

const listReason: Reason = {
  code: 'reference-in-expansion',
  why: 'is a list, and a list can only stand as a whole word of its own',
  remedy: 'Separate it from other text by spaces, without quotes.',
}
