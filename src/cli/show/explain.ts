import type { ShownRunbook } from '../../app/show-runbook.ts'
import type { Block } from '../../document/block.ts'
import type { MenuReason } from '../../document/menu.ts'
import type { Section, Standing } from '../../document/section.ts'
import type { Step, StepRule } from '../../document/step.ts'
import { stepsWithin } from '../../document/step.ts'
import type { Offer } from '../../plan/offer.ts'
import { labelBlocks } from '../../plan/offer.ts'
import { terminalLine } from '../../sink/terminal.ts'
import { lineStarts, placeOf } from '../../text/range.ts'
import type { View } from '../terminal/view.ts'
import { wrap } from '../terminal/wrap.ts'
import { groupWords } from '../../run/group-words.ts'

/** Why Kneeboard reads the file as it does: what made each section's role, each step, and what each block may do. */
export function explainRunbook(given: ShownRunbook, view: View): string[] {
  const { runbook } = given
  const shown: Explained = { ...given, starts: lineStarts(runbook.source.text) }
  const { styles } = view
  const steps = [...stepsWithin(runbook.steps)]
  const lines = [
    ...wrap(styles.bold(terminalLine(runbook.title.text)), view),
    `  title taken from the ${runbook.title.from}`,
  ]
  for (const section of runbook.sections) {
    const own = steps.filter((step) => step.section === section.id && step.depth === 0)
    if (section.level === 0 && own.length === 0) continue
    const name = section.level === 0 ? '(before the first heading)' : terminalLine(section.title)
    lines.push(
      '',
      ...wrap(`${styles.bold(name)} ${styles.dim(`line ${lineAt(shown, section.range.from)}`)}`, view),
      ...wrap(sectionReason(section, own.length), { ...view, first: '  ' }),
      ...own.flatMap((step) => [...stepsWithin([step])]).flatMap((step) => stepLines(shown, step, view)),
    )
  }
  for (const menu of runbook.menus) {
    const options = menu.options.map(({ title }) => `"${terminalLine(title)}"`).join(', ')
    lines.push(
      '',
      ...wrap(`Menu: ${options}: ${menuReasons[menu.reason]}. The operator picks any, in any order.`, view),
    )
  }
  return lines
}

type Explained = ShownRunbook & { readonly starts: readonly number[] }

const lineAt = ({ starts }: Explained, offset: number): number => placeOf(starts, offset).line

function sectionReason({ role, standing }: Section, steps: number): string {
  const heading = role === 'other' ? 'no known head word in its heading' : `its heading reads as ${role}`
  if (steps > 0) return `${heading}; ${count(steps)}${role === 'other' ? ' by its own shape' : ''}`
  return `${heading}; no steps: ${silence(standing)}`
}

/** Why a section yields none, from what its body had to show for it to be something to do. */
function silence(standing: Standing | undefined): string {
  switch (standing?.stance) {
    case undefined:
      return 'it was not looked at'
    case 'none':
      return silences[standing.because]
    case 'shown':
      return 'it shows or informs, and no command stands in it'
    case 'procedural':
      return 'nothing of its own tells what to do'
    case 'leaning':
    case 'open':
      return 'it is not said to be carried out, and its lists, first words and blocks do not mostly tell what to do'
  }
}

const silences = {
  report: 'the document reports what was done',
  preamble: 'it stands above the title',
  informs: 'its heading names what holds in general, or what is looked up',
  request: 'it describes what a program is asked',
  role: 'such a section holds text',
  within: 'the section it stands in holds none',
} satisfies Record<Extract<Standing, { stance: 'none' }>['because'], string>

const count = (steps: number): string =>
  steps === 0 ? 'no steps' : steps === 1 ? '1 step' : `${steps} steps`

const menuReasons = {
  mitigations: 'siblings under a mitigation',
  environments: 'siblings named for a cloud, system, environment or role',
  methods: 'siblings that say "using X", "with Y", "manual", "automated"',
  details: 'variants that fold open',
  tabs: 'variants in tabs',
  conditions: 'items that begin with "If" or "Otherwise"',
  announced: 'the words above say that one of them is enough',
  causes: 'the words above say that each is for another cause',
  procedures: 'several procedures in one file, none of them named Steps',
} satisfies Record<MenuReason, string>

const ruleReasons = {
  'ordered-list': 'an item of a numbered list whose items are to be done in turn',
  'task-list': 'an item of a task list',
  'numbered-heading': 'a section whose heading has a number, or says "Step"',
  'heading-in-series': 'one of several headings beside each other that each tell what to do',
  'option-heading': 'a section whose heading says that it is one of several options',
  'notebook-cell': 'the heading above a cell of a notebook, which is done in that notebook and never here',
  'prose-then-fence': 'a paragraph followed by a code block',
  'prose-then-data': 'a sentence that tells what to do with the text shown below it',
  'bullet-with-fence': 'a bullet that carries a code block',
  bullets: 'a bullet in a section that tells what to do',
  prose: 'a paragraph in a section that tells what to do',
} satisfies Record<StepRule, string>

function stepLines(shown: Explained, step: Step, view: View): string[] {
  const indent = '  '.repeat(step.depth + 1)
  const { styles } = view
  const own = step.body.flatMap((part) => (part.kind === 'block' ? [part.block] : []))
  const labels = step.body.flatMap((part) => (part.kind === 'label' ? [part.label.kind] : []))
  return [
    ...wrap(`${styles.bold(terminalLine(step.title))} ${styles.dim(`:${lineAt(shown, step.range.from)}`)}`, {
      ...view,
      first: `${indent}• `,
      rest: `${indent}  `,
    }),
    ...wrap(`a step because it is ${ruleReasons[step.rule]} (${step.rule})`, {
      ...view,
      first: `${indent}    `,
    }),
    ...(labels.length === 0
      ? []
      : wrap(`labelled lines: ${labels.join(', ')}`, { ...view, first: `${indent}    ` })),
    ...[...own, ...labelBlocks(step)].flatMap((block) =>
      wrap(blockReason(block, shown.offers.get(block)), {
        ...view,
        first: `${indent}    `,
        rest: `${indent}      `,
      }),
    ),
  ]
}

function blockReason(block: Block, offer: Offer | undefined): string {
  const name = `block ${block.language === '' ? 'without a language' : terminalLine(block.language)}:`
  switch (offer?.kind) {
    case 'offered': {
      const how = offer.rung === 'auto' ? 'auto: it may run unattended' : 'assisted: it runs when pressed'
      const holes = offer.holes.map(({ written }) => terminalLine(written))
      const dangers = offer.dangers.map(({ what }) => terminalLine(what))
      return [
        `${name} ${how} (${offer.input.action})`,
        ...(holes.length > 0 ? [`asks for ${[...new Set(holes)].join(', ')}`] : []),
        ...(dangers.length > 0 ? [`never on Enter: ${[...new Set(dangers)].join(', ')}`] : []),
      ].join('; ')
    }
    case 'copy-only':
      return `${name} copy only: ${terminalLine(offer.why.message)}; ${terminalLine(offer.why.remedy)}`
    case 'group':
      return `${name} ${groupWords(offer.group)}`
    case 'sample':
      return `${name} sample output`
    case undefined:
      return `${name} not part of a step`
  }
}
