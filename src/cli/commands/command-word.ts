/** The word that says the command: the first that belongs to no global option. Empty where there is none to see. */
export function commandWord(argv: readonly string[]): string {
  const [first = '', , ...rest] = argv
  if (/^--(?:library|ref|data)$/.test(first)) return commandWord(rest)
  if (/^--(?:library|ref|data)=/.test(first)) return commandWord(argv.slice(1))
  return first
}

/** The commands that only read a library or write a document; the package has them apart, for they start at once. */
export const readingWords: ReadonlySet<string> = new Set([
  'init',
  'new',
  'list',
  'show',
  'lint',
  'history',
  'diff',
])
