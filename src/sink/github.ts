import { visibleText } from './visible.ts'

/** The message of a GitHub workflow command (`::error::message`). */
export const githubMessage = (text: string): string =>
  visibleText(text).replaceAll('%', '%25').replaceAll('\n', '%0A')

/** The value of a property of one (`::error file=value::`). */
export const githubProperty = (text: string): string =>
  githubMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** Text printed into the log of a workflow: no line of it is taken for a command (`::set-output`, `##[debug]`). */
export const githubText = (text: string): string =>
  visibleText(text).replaceAll(
    /^(\s*)(?:::|##\[)/gm,
    (found, blanks: string) => `${blanks}│ ${found.slice(blanks.length)}`,
  )
