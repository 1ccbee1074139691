import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const corpus = join(import.meta.dirname, '../../../shared/corpus/markdown')

export const corpusIsThere = existsSync(corpus)

/** The text of every fenced shell block of the corpus, as a person would copy it. */
export function corpusBlocks(): readonly string[] {
  const fence = /^([ \t]*)(`{3,})(?:bash|sh|shell|zsh)\b[^\n]*\n([\s\S]*?)\n?^\1\2[ \t]*$/gm
  return globSync('**/*.md', { cwd: corpus }).flatMap((path) => {
    const text = readFileSync(join(corpus, path), 'utf8').replace(/\r\n?/g, '\n')
    return [...text.matchAll(fence)].map(([, indent = '', , body = '']) =>
      body
        .split('\n')
        .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()))
        .join('\n'),
    )
  })
}
