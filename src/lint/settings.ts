import type { Node as YamlNode, Pair, YAMLMap } from 'yaml'
import { isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { LintConfig } from './config.ts'
import type { Severity } from './finding.ts'
import type { Profile } from './profile.ts'
import { profiles } from './profile.ts'
import { rules } from './rules.ts'

/** The file in a library's root that says how it wants to be linted. It is data: nothing it says can run anything. */
export const settingsFile = '.kneeboard.yaml'

/** Something in the file that means nothing; the offset is in its text. */
export type SettingProblem = { readonly offset: number; readonly message: string; readonly remedy: string }

export type LintSettings = {
  readonly config: Partial<LintConfig>
  readonly problems: readonly SettingProblem[]
}

/** Longer than any list of rules. */
const charsMax = 64 * 1024

/**
 * Reads the settings of a library:
 *
 *     lint:
 *       profiles: [default, strict]
 *       rules:
 *         no-steps: off
 *       linkBase: docs
 *
 * What is not understood is a problem, never a throw, and never silently passed over.
 */
export function readSettings(text: string): LintSettings {
  if (text.length > charsMax)
    return settingsOf({}, problem(0, `${settingsFile} is longer than ${charsMax} characters.`, 'Shorten it.'))
  const document = parseDocument(text, { strict: true, prettyErrors: false, logLevel: 'silent' })
  const [error] = document.errors
  if (error) return settingsOf({}, problem(error.pos[0], `This is not YAML: ${error.message}`, 'Correct it.'))
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === null)) return settingsOf({})
  if (!isMap(contents)) return settingsOf({}, problem(0, 'The file must hold keys and values.', shape))
  const found = read(contents, { lint: readLint })
  return { config: Object.assign({}, ...found.values) as Partial<LintConfig>, problems: found.problems }
}

const shape = 'Write `lint:` and below it `profiles:`, `rules:` or `linkBase:`.'

type Found<T> = { readonly values: readonly T[]; readonly problems: readonly SettingProblem[] }
type Reader<T> = (value: YamlNode | null, offset: number) => Found<T>

const problem = (offset: number, message: string, remedy: string): SettingProblem => ({
  offset,
  message,
  remedy,
})
const settingsOf = (config: Partial<LintConfig>, ...problems: readonly SettingProblem[]): LintSettings => ({
  config,
  problems,
})
const just = <T>(value: T): Found<T> => ({ values: [value], problems: [] })
const wrong = <T>(offset: number, message: string, remedy: string): Found<T> => ({
  values: [],
  problems: [problem(offset, message, remedy)],
})

/** Every pair of a map through the reader of its key; a key without a reader is a problem. */
function read<T>(map: YAMLMap, readers: Readonly<Record<string, Reader<T>>>): Found<T> {
  return merge(map.items.map((pair) => readPair(pair as Pair<YamlNode, YamlNode | null>, readers)))
}

function readPair<T>(
  { key, value }: Pair<YamlNode, YamlNode | null>,
  readers: Readonly<Record<string, Reader<T>>>,
): Found<T> {
  const offset = offsetOf(key)
  const name = textOf(key)
  const reader = name !== undefined && Object.hasOwn(readers, name) ? readers[name] : undefined
  const known = Object.keys(readers).join(', ')
  if (!reader)
    return wrong(offset, `There is no setting ${name ?? 'of this kind'}.`, `Here stand only: ${known}.`)
  return reader(value, offsetOf(value) || offset)
}

const merge = <T>(all: readonly Found<T>[]): Found<T> => ({
  values: all.flatMap(({ values }) => values),
  problems: all.flatMap(({ problems }) => problems),
})

const offsetOf = (node: YamlNode | null | undefined): number => node?.range?.[0] ?? 0

const textOf = (node: YamlNode | null | undefined): string | undefined =>
  isScalar(node) && typeof node.value === 'string' ? node.value : undefined

const readLint: Reader<Partial<LintConfig>> = (value, offset) =>
  isMap(value)
    ? read(value, { profiles: readProfiles, rules: readRules, linkBase: readLinkBase })
    : wrong(offset, '`lint` must hold keys and values.', shape)

const readProfiles: Reader<Partial<LintConfig>> = (value, offset) => {
  if (!isSeq(value))
    return wrong(offset, '`profiles` must be a list.', `For example: [${profiles.join(', ')}].`)
  const found = merge(value.items.map((item) => readProfile(item as YamlNode, offset)))
  return { values: [{ profiles: found.values }], problems: found.problems }
}

function readProfile(item: YamlNode, offset: number): Found<Profile> {
  const profile = profiles.find((name) => name === textOf(item))
  const where = offsetOf(item) || offset
  return profile
    ? just(profile)
    : wrong(
        where,
        `There is no profile ${textOf(item) ?? 'of this kind'}.`,
        `There are: ${profiles.join(', ')}.`,
      )
}

const readRules: Reader<Partial<LintConfig>> = (value, offset) => {
  if (!isMap(value))
    return wrong(offset, '`rules` must hold a severity for each rule.', 'For example: no-steps: off.')
  const found = read(value, Object.fromEntries(rules.map(({ id }) => [id, severityOf(id)])))
  return { values: [{ rules: Object.fromEntries(found.values) }], problems: found.problems }
}

const severityOf =
  (id: string): Reader<readonly [string, Severity | 'off']> =>
  (value, offset) => {
    const severity = (['off', 'error', 'warning', 'info'] as const).find((word) => word === textOf(value))
    return severity
      ? just([id, severity] as const)
      : wrong(offset, `${id} has no severity.`, 'Write off, error, warning or info.')
  }

/** A folder of the library: relative, and never above it. */
const readLinkBase: Reader<Partial<LintConfig>> = (value, offset) => {
  const folder = textOf(value)
  return folder !== undefined && !/^\/|\\|\0|(?:^|\/)\.\.(?:\/|$)/.test(folder)
    ? just({ linkBase: folder.replace(/\/+$/, '') })
    : wrong(
        offset,
        '`linkBase` must be a folder of the library.',
        'Write it relative to the root, as in docs.',
      )
}
