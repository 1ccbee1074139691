/**
 * The text with everything a reader cannot see, or that changes the order of what is seen, made visible:
 * `␛` for a control character, `⟨U+202E⟩` for the rest. Line feed and tab stay; CR LF becomes a line feed.
 */
export const visibleText = (text: string): string =>
  plainAscii.test(text)
    ? text
    : text.replaceAll('\r\n', '\n').replaceAll(unseen, (found, kept?: string) => kept ?? symbolOf(found))

/** The same for a place that has one line only: a line feed is shown as `␊`, a tab as a blank. */
export const visibleLine = (text: string): string =>
  visibleText(text).replaceAll('\n', '␊').replaceAll('\t', ' ')

const plainAscii = /^[\n\t -~]*$/

/** Joiners and selectors that belong to an emoji or a keycap are seen: as that emoji. */
const emojiParts = [
  String.raw`(?<=\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=[\p{Extended_Pictographic}0-9#*])[\ufe0e\ufe0f]`,
].join('|')

/**
 * Controls, format characters (bidi, zero-width, tags), lone surrogates, line and paragraph separators, and
 * letters that are drawn as nothing (Hangul fillers, the empty Braille pattern).
 */
const unseen = new RegExp(
  String.raw`(${emojiParts})|(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]`,
  'gu',
)

function symbolOf(found: string): string {
  const code = found.codePointAt(0) ?? 0
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '␡'
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
}
