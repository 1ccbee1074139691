/** The shells whose blocks are executed as shell source. */
export type ShellDialect = 'bash' | 'sh' | 'zsh'

/** The dialect of a fence's language word, if it names a shell; `shell` is what people write when they mean theirs. */
export const dialectOf = (language: string): ShellDialect | undefined => dialects.get(language)

const dialects: ReadonlyMap<string, ShellDialect> = new Map([
  ['sh', 'sh'],
  ['bash', 'bash'],
  ['shell', 'bash'],
  ['zsh', 'zsh'],
])
