import type { Agreement } from '../test/judged/agreement.ts'
import { agreementOf } from '../test/judged/agreement.ts'
import { dangerousBlocks } from '../test/judged/danger.ts'
import type { Figures } from '../test/judged/figures.ts'
import { figuresOf, isExact } from '../test/judged/figures.ts'
import { faultLines, raiseFloor } from '../test/judged/floor.ts'
import type { Group } from '../test/judged/judgement.ts'
import { groups, isCollectionHere, judgementsOf, tunedOn } from '../test/judged/judgement.ts'

/**
 * Says how well the reader agrees with the judged sample (test/judged):
 *   node tools/judged.ts [--json] [--list seen|unseen|fresh|unseen-2|unseen-3|unseen-4] [--raise]
 * Of unseen-5 only the figures are ever said: naming a disagreement would make it one to tune on. With --raise, what is better than test/judged/floor.json is written into it.
 */
const has = (flag: string): boolean => process.argv.includes(`--${flag}`)

if (!isCollectionHere()) {
  console.error('the collection is not there: ../shared/corpus/markdown')
  process.exit(1)
}
const listed = tunedOn.find(
  (group) => has('list') && process.argv[process.argv.indexOf('--list') + 1] === group,
)
if (has('list') && listed === undefined) {
  console.error(`only what is tuned on is listed: --list ${tunedOn.join('|')}`)
  process.exit(2)
}
const byGroup = <T>(of: (group: Group) => T): Readonly<Record<Group, T>> => ({
  seen: of('seen'),
  unseen: of('unseen'),
  fresh: of('fresh'),
  'unseen-2': of('unseen-2'),
  'unseen-3': of('unseen-3'),
  'unseen-4': of('unseen-4'),
  'unseen-5': of('unseen-5'),
})
const agreements = byGroup((group) => judgementsOf(group).map(agreementOf))
const figures = byGroup((group) => figuresOf(agreements[group]))
const faults = faultLines(dangerousBlocks())
if (has('json')) console.log(JSON.stringify({ ...figures, dangerous: faults }, undefined, 2))
else print()
if (has('raise')) raiseFloor(agreements, faults)

function print(): void {
  const heads = {
    seen: 'seen: tuned on',
    unseen: 'unseen: unseen at first, now tuned on',
    fresh: 'fresh: unseen at first, now tuned on',
    'unseen-2': 'unseen-2: unseen at first, now tuned on',
    'unseen-3': 'unseen-3: unseen at first, now tuned on',
    'unseen-4': 'unseen-4: unseen at first, now tuned on',
    'unseen-5': 'unseen-5: never looked at while tuning',
  }
  for (const group of groups.filter((one) => agreements[one].length > 0))
    console.log(`${heads[group]}\n${table(figures[group])}\n`)
  if (listed !== undefined) for (const agreement of agreements[listed]) list(agreement)
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
