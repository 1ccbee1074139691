import { terminalPlain } from './terminal.ts'
import { visibleLine } from './visible.ts'

/** A fenced block that nothing inside can close. The language keeps only what a language word is made of. */
export function markdownFence(text: string, language: string): string {
  const body = terminalPlain(text)
  const runs = body.match(/`+/g) ?? []
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)))
  return `${fence}${language.replaceAll(/[^\w+#.-]/g, '')}\n${body}${body.endsWith('\n') ? '' : '\n'}${fence}`
}

/** Text within a paragraph, a heading or a table cell: one line, and no character means anything. */
export const markdownInline = (text: string): string =>
  visibleLine(text)
    .trim()
    .replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`)
    // A bare address is made a link even when its punctuation is escaped; an entity inside stops that.
    .replaceAll(/\b(https?|ftp|mailto|xmpp)\\:/gi, '$1&#58;')
    .replaceAll(/\bwww\\\./gi, (found) => found.replace('\\.', '&#46;'))
    .replaceAll(String.raw`\@`, '&#64;')

/** Inline code: a run of backticks longer than any inside. Pipes are escaped, so that it can stand in a table. */
export function markdownCode(text: string): string {
  const body = visibleLine(text).replaceAll('|', String.raw`\|`)
  const runs = body.match(/`+/g) ?? []
  const ticks = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1)
  const pad = /^[ `]|[ `]$/.test(body) || body === '' ? ' ' : ''
  return `${ticks}${pad}${body}${pad}${ticks}`
}
