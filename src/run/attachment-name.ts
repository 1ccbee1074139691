/** Longer names are cut: what file systems take, less room for an ending. */
const nameMax = 200

/**
 * A file's name as it may be kept, shown and written again: the last part of a path, without what no reader sees,
 * what means something to a shell or a file system at its beginning, and what other systems do not take.
 */
export function attachmentName(given: string): string {
  const last = given.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const plain = last
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800:*?"<>|]/gu, '_')
    .replaceAll(/\p{Zs}+/gu, ' ')
    .trim()
    .replace(/^[.\-~]+/, '_')
    .replace(/[. ]+$/, '')
  const cut = shorten(plain)
  return cut === '' ? 'attachment' : cut
}

/** Cut in the middle, so that the ending (`.png`) stays. */
function shorten(name: string): string {
  const letters = Array.from(name)
  if (letters.length <= nameMax) return name
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? ''
  return letters.slice(0, nameMax - ending.length).join('') + ending
}
