/** More lines than this are shown as taken away and put in whole: comparing costs their product. */
const comparedLinesMax = 300

/** Lines of two texts, those taken away, put in and kept, by a longest common subsequence. */
export function lineDifference(before: string, after: string): readonly string[] {
  const a = before.replace(/\n+$/, '').split('\n')
  const b = after.replace(/\n+$/, '').split('\n')
  if (a.length > comparedLinesMax || b.length > comparedLinesMax)
    return [...a.map((line) => `- ${line}`), ...b.map((line) => `+ ${line}`)]
  const common = commonLengths(a, b)
  const lines: string[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(`  ${a[i]}`)
      i++
      j++
    } else if (i < a.length && (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0))
      lines.push(`- ${a[i++] ?? ''}`)
    else if (j < b.length) lines.push(`+ ${b[j++] ?? ''}`)
    else lines.push(`- ${a[i++] ?? ''}`)
  }
  return lines
}

/** `[i][j]`: how many lines the texts from there on have in common. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const [here, below, right] = [lengths[i], lengths[i + 1]?.[j] ?? 0, lengths[i]?.[j + 1] ?? 0]
      if (here) here[j] = a[i] === b[j] ? (lengths[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(below, right)
    }
  }
  return lengths
}

/** The same with no more than two kept lines around what changed; `…` stands for what is left out. */
export function nearChanges(lines: readonly string[]): readonly string[] {
  const isNear = (index: number): boolean =>
    lines.slice(Math.max(0, index - 2), index + 3).some((line) => !line.startsWith('  '))
  return lines.flatMap((line, index) =>
    isNear(index) ? [line] : index > 0 && !isNear(index - 1) ? [] : ['…'],
  )
}
