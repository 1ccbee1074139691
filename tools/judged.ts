import type { Agreement } from '../test/judged/agreement.ts'
import { agreementOf } from '../test/judged/agreement.ts'
import type { Figures } from '../test/judged/figures.ts'
import { figuresOf, isExact } from '../test/judged/figures.ts'
import { halves, isCollectionHere, judgementsOf } from '../test/judged/judgement.ts'

/**
 * Says how well the reader agrees with the judged sample (test/judged):
 *   node tools/judged.ts [--json] [--list seen]
 * Disagreements are listed for the seen half only: looking at the other would make it seen.
 */
const listed = process.argv[process.argv.indexOf('--list') + 1]
const isListing = process.argv.includes('--list')

if (!isCollectionHere()) {
  console.error('the collection is not there: ../shared/corpus/markdown')
  process.exit(1)
}
if (isListing && listed !== 'seen') {
  console.error('only the seen half is listed: --list seen')
  process.exit(2)
}
const agreements = halves.map((half) => ({ half, of: judgementsOf(half).map(agreementOf) }))
const figures = Object.fromEntries(agreements.map(({ half, of }) => [half, figuresOf(of)]))
if (process.argv.includes('--json')) console.log(JSON.stringify(figures, undefined, 2))
else for (const { half, of } of agreements) console.log(`${half}\n${table(figuresOf(of))}\n`)
if (isListing) for (const agreement of agreements[0]?.of ?? []) list(agreement)

function table(of: Figures): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
  const rows: readonly (readonly [string, string])[] = [
    ['files with exactly the judged steps', `${percent(of.exact)} of ${of.files}`],
    ['steps: precision', percent(of.precision)],
    ['steps: recall', percent(of.recall)],
    ['titles alike', percent(of.titles)],
    ['runnable blocks offered', percent(of.offered)],
    ['blocks offered that must not be', String(of.wronglyOffered)],
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
    console.log(`${agreement.path}${isExact(agreement) ? '' : ' (steps differ)'}\n  ${lines.join('\n  ')}`)
}
