/** A character of shell source that the shell itself reads: outside quotes, comments and here-documents. */
export type BareCharacter = { readonly character: string; readonly offset: number }

/**
 * The bare characters of shell text, by a scan that needs no valid syntax. An odd quote in sample output makes the
 * rest count as quoted, so a rule that looks only at what is given here stays silent rather than wrong.
 */
export function* bareShell(text: string): Generator<BareCharacter> {
  let quote: string | undefined
  const heredocs: string[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? ''
    if (quote) {
      if (character === '\\' && quote === '"') at++
      else if (character === quote) quote = undefined
    } else if (character === '\\') {
      at++
    } else if (character === '"' || character === "'") {
      quote = character
    } else if (character === '#' && /[\s;&|(]/.test(text[at - 1] ?? '\n')) {
      at = endOfLine(text, at) - 1
    } else if (character === '\n') {
      at = afterHeredocs(text, at, heredocs)
      heredocs.length = 0
    } else {
      if (character === '<') heredocs.push(...heredocAt(text, at))
      yield { character, offset: at }
    }
  }
}

const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}

function heredocAt(text: string, at: number): readonly string[] {
  const found = /^<<-?\s?(["']?)(\w{1,60})\1/.exec(text.slice(at, at + 70))
  return found?.[2] && text[at - 1] !== '<' ? [found[2]] : []
}

/** The line feed at which the bodies that begin after `at` have ended; one without an end is the rest of the text. */
function afterHeredocs(text: string, at: number, delimiters: readonly string[]): number {
  let end = at
  for (const delimiter of delimiters) {
    const found = new RegExp(`\\n[ \\t]*${delimiter}(?=\\n|$)`).exec(text.slice(end))
    if (!found) return text.length
    end += found.index + found[0].length
  }
  return end
}
