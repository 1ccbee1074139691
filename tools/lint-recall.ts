import { measureRecall } from '../test/seeded/recall.ts'

/**
 * Plants defects of every rule into documents that do not have them, and says how many are found:
 *   node tools/lint-recall.ts [--times 40] [--missed RULE to see what was not found]
 */
const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? undefined : process.argv[at + 1]
}
const shown = option('missed')
const recalls = measureRecall(Number(option('times') ?? 40))
for (const { rule, found, of, missed } of recalls) {
  console.log(
    `${rule.padEnd(34)} ${String(found).padStart(4)} of ${String(of).padStart(4)}   ${((100 * found) / of).toFixed(1).padStart(5)} %`,
  )
  if (rule === shown) for (const text of missed.slice(0, 3)) console.log(text)
}
const worst = Math.min(...recalls.map(({ found, of }) => found / of))
console.log(`${recalls.length} rules; the least found has ${(100 * worst).toFixed(1)} % of its defects`)
