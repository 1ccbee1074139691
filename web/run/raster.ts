/** How pictures begin that hold pixels and nothing else: no scripts, no links, nothing that is fetched. */
const kinds: readonly (readonly [type: string, ...begins: (readonly [at: number, text: string])[]])[] = [
  ['image/png', [0, '\u0089PNG\r\n\u001a\n']],
  ['image/jpeg', [0, '\u00ff\u00d8\u00ff']],
  ['image/gif', [0, 'GIF8']],
  ['image/webp', [0, 'RIFF'], [8, 'WEBP']],
]

/** The media type of a picture of pixels, told by its bytes and not by its name; undefined for everything else. */
export function rasterType(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 16))
  return kinds.find(([, ...begins]) => begins.every(([at, text]) => head.startsWith(text, at)))?.[0]
}
