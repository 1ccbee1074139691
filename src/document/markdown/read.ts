import type { Source } from '../../text/source.ts'
import type { Runbook } from '../runbook.ts'
import { titleOfDocument } from './document-title.ts'
import { frontmatterPlace, readFrontmatter } from './frontmatter.ts'
import { limits } from './limits.ts'
import { readMetadata } from './metadata.ts'
import { blank, findOpaque } from './opaque.ts'
import type { Reader } from './reader.ts'
import { addProblem } from './reader.ts'
import { labelled } from './section-labels.ts'
import { sectionsOf } from './sections.ts'
import { newIds } from './slug.ts'
import { standingsOf } from './stance.ts'
import { stepsOf } from './steps.ts'
import { withDirectives } from './directives.ts'
import { treeProblems } from './tree-problems.ts'
import { parseTree } from './tree.ts'
import { menusOf } from './menus.ts'
import { readParameters } from './parameters.ts'

/**
 * Reads a Markdown file as a runbook (format.md §0 to §6). Never throws: what is odd is in `problems`, what is not
 * understood stays text. `name` is the file's name, the title of last resort.
 */
export function readMarkdown(source: Source, name: string): Runbook {
  const { text } = source
  const reader: Reader = { text, problems: [], ids: newIds() }
  if (text.length > limits.file || source.endings.length > limits.lines) return tooLarge(source, reader, name)
  const frontmatter = frontmatterPlace(text)
  const blanked = [
    ...(frontmatter ? [frontmatter.range] : []),
    ...findOpaque(text, frontmatter?.range.to ?? 0),
  ]
  const tree = parseTree(blank(text, blanked), text)
  const opaque = withDirectives(reader, blanked, tree.nodes)
  treeProblems(reader, tree)
  const entries = frontmatter ? readFrontmatter(reader, frontmatter) : []
  const drafts = sectionsOf(text, tree.nodes, reader.ids)
  const metadata = readMetadata(reader, entries, drafts)
  const standings = standingsOf(drafts)
  const steps = stepsOf(reader, drafts, standings)
  return {
    source,
    kind: metadata.kind?.text.toLowerCase() === 'playbook' ? 'playbook' : 'runbook',
    title: titleOfDocument(reader, drafts, metadata, name),
    metadata,
    sections: drafts.map((draft, index) => {
      const standing = standings[index]
      return { ...labelled(reader, draft, steps), ...(standing ? { standing } : {}) }
    }),
    parameters: readParameters(reader, entries, drafts),
    steps,
    menus: menusOf(reader, drafts, steps, opaque),
    problems: reader.problems.toSorted((a, b) => a.range.from - b.range.from),
    opaque,
  }
}

/** Too large to be understood: one preamble that holds it all, listed and shown as plain text. */
function tooLarge(source: Source, reader: Reader, name: string): Runbook {
  const range = { from: 0, to: source.text.length }
  const message = `A file of more than ${limits.file / 1024 / 1024} MiB or ${limits.lines} lines is shown as plain text.`
  addProblem(reader, 'file-too-large', { from: 0, to: 0 }, { message, remedy: 'Split it.' })
  const [preamble] = sectionsOf('', [], reader.ids)
  const sections = preamble ? [{ ...preamble.section, body: range, range }] : []
  return {
    source,
    kind: 'runbook',
    title: titleOfDocument(reader, [], {}, name),
    metadata: {},
    sections,
    parameters: [],
    steps: [],
    menus: [],
    problems: reader.problems,
    opaque: [],
  }
}
