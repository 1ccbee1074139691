import type { Defect } from '../finding.ts'
import type { TextLine } from '../lines.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** The three markers that a version control system leaves in a conflict stand in the text. */
export const mergeConflictMarkers: Rule = {
  id: 'merge-conflict-markers',
  summary: 'The file holds no markers of a merge conflict.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'The three markers that a version control system leaves in a conflict stand in the text.',
    bad: example(
      '# Restart',
      '',
      '<<<<<<< HEAD',
      '1. Restart it.',
      '=======',
      '1. Stop it.',
      '>>>>>>> other',
    ),
    good: example('# Restart', '', '1. Restart it.'),
    why: 'Two versions of the procedure stand side by side, and nobody has said which one holds.',
    source: 'git-merge(1)',
  },
  check: ({ lines }) => conflictsIn(lines),
}

/** All three in order: one alone may be an underlined heading or the text of a manual. */
function conflictsIn(lines: readonly TextLine[]): readonly Defect[] {
  const defects: Defect[] = []
  let open: TextLine | undefined
  let divided = false
  for (const line of lines) {
    if (line.text.startsWith('<<<<<<< ')) {
      open = line
      divided = false
    } else if (open && /^={7}$/.test(line.text)) divided = true
    else if (open && divided && line.text.startsWith('>>>>>>> ')) {
      defects.push({
        message: 'A merge conflict was left in the text.',
        remedy: 'Choose one version and take the markers out.',
        range: open.range,
      })
      open = undefined
    }
  }
  return defects
}
