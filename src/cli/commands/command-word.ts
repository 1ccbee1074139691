/** The word that says the command: the first that belongs to no global option. Empty where there is none to see. */
export function commandWord(argv: readonly string[]): string {
  const [first = '', , ...rest] = argv
  if (/^--(?:library|ref|data)$/.test(first)) return commandWord(rest)
  if (/^--(?:library|ref|data)=/.test(first)) return commandWord(argv.slice(1))
  return first
}

/** The commands that only read a library or write a document. */
const readingWords = ['init', 'new', 'list', 'show', 'lint', 'history', 'diff'] as const
export type ReadingWord = (typeof readingWords)[number]

/** The commands with runs that are typed most. */
const runningWords = ['run', 'runs', 'status', 'resume', 'log'] as const
export type RunningWord = (typeof runningWords)[number]

/**
 * What a command line needs of the product: `nothing` but its version, what reads a library, what carries a run on, or
 * everything. Each part is loaded by itself, for loading everything takes longer than showing a file.
 */
export type Need =
  | { readonly part: 'nothing' | 'everything' }
  | { readonly part: 'reading'; readonly word: ReadingWord }
  | { readonly part: 'running'; readonly word: RunningWord }

export function needOf(argv: readonly string[]): Need {
  const said = commandWord(argv)
  if (said === '-V' || said === '--version') return { part: 'nothing' }
  const reading = readingWords.find((word) => word === said)
  if (reading) return { part: 'reading', word: reading }
  const running = runningWords.find((word) => word === said)
  return running ? { part: 'running', word: running } : { part: 'everything' }
}
