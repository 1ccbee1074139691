import { existsSync, readFileSync } from 'node:fs'

/** The product's version, from the manifest nearest above this file: the source tree's, or the package's. */
export const version: string = read(new URL('./package.json', import.meta.url))

function read(manifest: URL): string {
  if (existsSync(manifest)) return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
  const above = new URL('../package.json', manifest)
  return above.href === manifest.href ? 'unknown' : read(above)
}
