import type { LintConfig } from '../lint/config.ts'
import { defaultConfig } from '../lint/config.ts'
import { readSettings, settingsFile } from '../lint/settings.ts'
import { lineStarts, placeOf } from '../text/range.ts'
import { readSource } from '../text/source.ts'
import type { App, Trouble } from './app.ts'

/** How a library wants to be linted, and what in its settings means nothing. */
export type LibraryLint = { readonly config: LintConfig; readonly troubles: readonly Trouble[] }

/** Reads the settings in the library's root; without them near-certain defects are looked for. */
export async function libraryLint({ library }: App): Promise<LibraryLint> {
  const read = await library.read(settingsFile)
  const result = read.kind === 'file' ? readSource(read.bytes) : undefined
  if (result?.kind !== 'source') return { config: defaultConfig, troubles: [] }
  const { text } = result.source
  const { config, problems } = readSettings(text)
  const starts = lineStarts(text)
  const troubles = problems.map(({ offset, message, remedy }): Trouble => {
    const place = { path: settingsFile, ...placeOf(starts, offset) }
    return { kind: 'trouble', why: message, remedy, place }
  })
  return { config: { ...defaultConfig, ...config }, troubles }
}

/** What was asked for in this call goes before what the library says. */
export const mergeConfig = (library: LintConfig, asked: Partial<LintConfig>): LintConfig => ({
  ...library,
  ...asked,
  rules: { ...library.rules, ...asked.rules },
})
