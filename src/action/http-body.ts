/** What a body is, and so how a value is written into it. */
export type BodyForm = 'json' | 'form' | 'xml' | 'text'

/** By its `Content-Type`, else by how it begins. References may stand in it. */
export function bodyForm(
  body: string,
  headers: readonly (readonly [name: string, value: string])[],
): BodyForm {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  if (/\bjson\b/i.test(type)) return 'json'
  if (/x-www-form-urlencoded/i.test(type)) return 'form'
  if (/\bxml\b|\bhtml\b/i.test(type)) return 'xml'
  if (/^text\/plain/i.test(type)) return 'text'
  const closed = body.trim().replace(/\{\{[^{}]*\}\}/g, 'x')
  if (/^[[{"]/.test(closed)) return 'json'
  if (closed.startsWith('<')) return 'xml'
  return /^[^\s=&]+=\S*$/.test(closed) ? 'form' : 'text'
}

/**
 * Whether values have left a path with the parts it is written with: `..` goes up, an empty part asks for the whole of
 * what lies above it, and a server may read either so in any spelling.
 */
export const isPathPart = (part: string): boolean => !/^(?:\.|%2e){0,2}$/i.test(part)
