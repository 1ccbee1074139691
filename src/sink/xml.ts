import { visibleText } from './visible.ts'

/** Text for XML 1.0, between tags or inside a quoted attribute. Characters XML cannot hold are made visible. */
export const xmlText = (text: string): string =>
  visibleText(text)
    .replaceAll(/[\ufffe\uffff]/g, (unit) => `⟨U+${unit.charCodeAt(0).toString(16).toUpperCase()}⟩`)
    .replaceAll(/[&<>"'\n\t]/g, (character) => escapes.get(character) ?? character)

/** Line feeds and tabs as references: in an attribute they would be read as blanks. */
const escapes: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
  ['\n', '&#10;'],
  ['\t', '&#9;'],
])
