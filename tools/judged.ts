import type { Agreement } from '../test/judged/agreement.ts'
import { agreementOf } from '../test/judged/agreement.ts'
import { dangerousBlocks } from '../test/judged/danger.ts'
import type { Figures } from '../test/judged/figures.ts'
import { figuresOf, isExact } from '../test/judged/figures.ts'
import { faultLines, raiseFloor } from '../test/judged/floor.ts'
import { isCollectionHere, judgementsOf } from '../test/judged/judgement.ts'

/**
 * Says how well the reader agrees with the judged sample (test/judged):
 *   node tools/judged.ts [--json] [--list seen] [--raise]
 * Disagreements are listed for the seen half only: looking at the other would make it seen. With --raise, what
 * is better than test/judged/floor.json is written into it.
 */
const has = (flag: string): boolean => process.argv.includes(`--${flag}`)

if (!isCollectionHere()) {
  console.error('the collection is not there: ../shared/corpus/markdown')
  process.exit(1)
}
if (has('list') && process.argv[process.argv.indexOf('--list') + 1] !== 'seen') {
  console.error('only the seen half is listed: --list seen')
  process.exit(2)
}
const agreements = {
  seen: judgementsOf('seen').map(agreementOf),
  unseen: judgementsOf('unseen').map(agreementOf),
}
const figures = { seen: figuresOf(agreements.seen), unseen: figuresOf(agreements.unseen) }
const faults = faultLines(dangerousBlocks())
if (has('json')) console.log(JSON.stringify({ ...figures, dangerous: faults }, undefined, 2))
else print()
if (has('raise')) raiseFloor(agreements, faults)

function print(): void {
  console.log(`seen\n${table(figures.seen)}\n\nunseen\n${table(figures.unseen)}\n`)
  if (has('list')) for (const agreement of agreements.seen) list(agreement)
  console.log(`faults of ${dangerousBlocks().length} dangerous blocks: ${faults.length}`)
  for (const fault of faults) console.log(`  ${fault}`)
}

function table(of: Figures): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
  const rows: readonly (readonly [string, string])[] = [
    ['files with exactly the judged steps', `${percent(of.exact)} of ${of.files}`],
    ['steps: precision', percent(of.precision)],
    ['steps: recall', percent(of.recall)],
    ['titles alike', percent(of.titles)],
    ['runnable blocks offered', percent(of.offered)],
    ['blocks offered that must not be', `${of.wronglyOffered}, ${of.harmfulOffered} with a word of harm`],
    ['menus found', `${of.menusFound} of ${of.menus}, and ${of.menusExtra} not judged`],
  ]
  return rows.map(([name, value]) => `  ${name.padEnd(38)}${value}`).join('\n')
}

function list(agreement: Agreement): void {
  const { missed, extra, withheld, wronglyOffered, menusMissed, menusExtra } = agreement
  const lines = [
    ...missed.map(({ line, title }) => `missed  ${line}: ${title}`),
    ...extra.map(({ line, title, rule }) => `extra   ${line}: ${title} (${rule})`),
    ...withheld.map(({ line, why }) => `withheld ${line}: ${why}`),
    ...wronglyOffered.map(({ line, why }) => `WRONGLY OFFERED ${line}: ${why}`),
    ...menusMissed.map((menu) => `menu missed ${menu}`),
    ...menusExtra.map((menu) => `menu not judged, ${menu}`),
  ]
  if (lines.length > 0)
    console.log(`${agreement.path}${isExact(agreement) ? '' : ' (steps differ)'}\n  ${lines.join('\n  ')}\n`)
}
