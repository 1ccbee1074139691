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
