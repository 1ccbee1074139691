/**
 * The header that has a browser keep an answer as a file under a name, and never show it (RFC 6266): the name in
 * ASCII for who knows no better, and as it is.
 */
export function asAttachment(name: string): string {
  const plain = name.replaceAll(/[^ !#$&+.0-9A-Z^_`a-z{}~()[\]@=,;-]/g, '_')
  const exact = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*!]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`
}
