import { RE2JS } from 're2js'

/** A regular expression that runs in linear time, or why it cannot be one. */
export type Pattern =
  | {
      readonly kind: 'pattern'
      readonly find: (text: string) => readonly string[] | undefined
      readonly whole: (text: string) => boolean
    }
  | { readonly kind: 'invalid'; readonly why: string }

/**
 * Compiles a pattern for RE2: no back-references, no look-around, and no input that makes it slow.
 * `find` gives the first match and its groups. Flags: `i`, `m`, `s`.
 */
export function compilePattern(pattern: string, flags: string): Pattern {
  try {
    const compiled = RE2JS.compile(pattern, flagBits(flags))
    return {
      kind: 'pattern',
      find: (text) => {
        const matcher = compiled.matcher(text)
        if (!matcher.find()) return undefined
        return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? '')
      },
      whole: (text) => compiled.matcher(text).matches(),
    }
  } catch (error) {
    return { kind: 'invalid', why: error instanceof Error ? error.message : 'not a regular expression' }
  }
}

function flagBits(flags: string): number {
  let bits = 0
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE
  if (flags.includes('m')) bits |= RE2JS.MULTILINE
  if (flags.includes('s')) bits |= RE2JS.DOTALL
  return bits
}
