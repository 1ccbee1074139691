import { problemsOf } from '../problems.ts'
import type { Rule } from '../rule.ts'

export const frontmatterTooLarge: Rule = {
  id: 'frontmatter-too-large',
  summary: 'The frontmatter is no larger than 64 KiB.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'The frontmatter is larger than what is read.',
    bad: '',
    good: '',
    why: 'Frontmatter is read for every list and search; a limit keeps one file from slowing all of them. Move the data to a file of its own.',
    source: 'format §12',
  },
  check: (context) => problemsOf(context, 'frontmatter-too-large'),
}
