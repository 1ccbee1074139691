import type { Metadata, Sourced } from '../metadata.ts'
import type { Reader } from './reader.ts'
import type { SectionDraft } from './sections.ts'

/** The H1 (a templated one is skipped), else what table or frontmatter say, else the file's name. */
export function titleOfDocument(
  reader: Reader,
  drafts: readonly SectionDraft[],
  metadata: Metadata,
  name: string,
): Sourced {
  const h1 = drafts.find(({ section }) => section.level === 1)?.section
  if (h1?.heading && h1.title !== '' && !isTemplated(reader.text.slice(h1.heading.from, h1.heading.to))) {
    return { text: h1.title, range: h1.heading, from: 'heading' }
  }
  const written = metadata.title
  if (written)
    return { text: written.text, from: written.from, ...(written.range ? { range: written.range } : {}) }
  const base = name.split(/[\\/]/).at(-1) ?? name
  return {
    text: base.replace(/\.(?:md|markdown|mdx)(?:\.erb)?$|\.html\.md\.erb$/i, '') || 'Untitled',
    from: 'file-name',
  }
}

const isTemplated = (heading: string): boolean => /<%|\{%|\{\{/.test(heading)
