/**
 * Code with every character that is not ASCII named behind it: a Cyrillic `а` looks like a Latin one, a dash like a
 * hyphen, and a machine tells them apart. For what somebody approves; it comes before the function of the sink.
 */
export const namedInCode = (text: string): string =>
  text.replaceAll(/\P{ASCII}/gu, (found) => (/[\p{C}\p{Zl}\p{Zp}]/u.test(found) ? found : named(found)))

/** The same for names and prose: only in words that mix letters of scripts that look alike. */
export const namedInWords = (text: string): string =>
  text.replaceAll(/[\p{L}\p{M}\p{N}_-]+/gu, (word) =>
    isMixed(word) ? word.replaceAll(/\P{ASCII}/gu, named) : word,
  )

const named = (found: string): string =>
  `${found}⟨U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`

const lookAlikes =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\uff00-\uff5e\u{1d400}-\u{1d7ff}]/u

const isMixed = (word: string): boolean => /\p{Script=Latin}|[0-9]/u.test(word) && lookAlikes.test(word)
