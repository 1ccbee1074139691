import { visibleText } from './visible.ts'

/** Text for HTML, between tags or inside a quoted attribute. What cannot be seen is made visible. */
export const htmlText = (text: string): string => visibleText(text).replaceAll(/[&<>"'`]/g, escapeOf)

/** The address when it is one that can only be visited (`http`, `https`, `mailto`); undefined for any other. */
export function htmlHref(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol, href } = new URL(url)
  return protocol === 'http:' || protocol === 'https:' || protocol === 'mailto:' ? htmlText(href) : undefined
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
  ['`', '&#96;'],
])

const escapeOf = (character: string): string => escapes.get(character) ?? character

/** Markup that is already safe: only `html` makes it. */
export type Html = { readonly markup: string }

type HtmlPart = string | number | Html | readonly HtmlPart[]

/**
 * Markup from a template: every value goes through `htmlText`, but for markup that this function made. A value
 * stands between tags or inside a quoted attribute, never as a tag, a name, an address or a style.
 */
export const html = (fixed: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html => ({
  markup: fixed.map((text, index) => (index === 0 ? '' : markupOf(parts[index - 1] ?? '')) + text).join(''),
})

function markupOf(part: HtmlPart): string {
  if (typeof part === 'string') return htmlText(part)
  if (typeof part === 'number') return String(part)
  return 'markup' in part ? part.markup : part.map(markupOf).join('')
}
