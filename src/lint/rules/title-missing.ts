import type { Runbook } from '../../document/runbook.ts'
import { slice } from '../../text/range.ts'
import type { Range } from '../../text/range.ts'
import type { Defect } from '../finding.ts'
import { titlePlace } from '../place.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** The file begins with text, and neither a heading of the first level, frontmatter nor a table gives a title, so the file name stands in. */
export const titleMissing: Rule = {
  id: 'title-missing',
  summary: 'The runbook has a title.',
  severity: 'info',
  profiles: ['default'],
  docs: {
    what: 'The file begins with text, and neither a heading of the first level, frontmatter nor a table gives a title, so the file name stands in.',
    bad: example('Restart it when it hangs.', '', '1. Restart it.'),
    good: example('# Restart the web service', '', '1. Restart it.'),
    why: 'In a list, an alert or a search a file name seldom says what the procedure is for.',
    source: 'format §1',
  },
  check: ({ runbook }) => (isMissing(runbook) ? [defect(titlePlace(runbook))] : []),
}

/** A file that begins with any heading shows its readers a title; a file without text needs none. */
const isMissing = ({ title, sections, source, problems }: Runbook): boolean =>
  title.from === 'file-name' &&
  !sections.some(({ level }) => level === 1) &&
  slice(source.text, sections[0]?.body ?? { from: 0, to: 0 }).trim() !== '' &&
  !problems.some(({ code }) => code === 'frontmatter-invalid' || code === 'file-too-large')

const defect = (range: Range): Defect => ({
  message: 'The runbook has no title; its file name stands in.',
  remedy: 'Begin with a line such as `# What it does`.',
  range,
})
