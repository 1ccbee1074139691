import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a judge said of one file of the collection; README.md says how. Lines count from 1. */
export type Judgement = {
  /** Relative to the collection. */
  readonly path: string
  readonly steps: readonly JudgedStep[]
  readonly blocks: readonly JudgedBlock[]
  readonly menus: readonly { readonly line: number; readonly options: readonly string[] }[]
}

export type JudgedStep = {
  /** The step begins here, or anywhere from here to `until`. */
  readonly line: number
  readonly until?: number
  readonly title: string
  /** Two engineers would argue about it: naming it or not is both right. */
  readonly optional?: boolean
}

export type JudgedBlock = {
  readonly line: number
  readonly verdict: 'offer' | 'copy' | 'either'
  readonly why: string
}

/** What the reader is tuned on: every disagreement may be looked at. The names say how each began. */
export const tunedOn = ['seen', 'unseen', 'fresh', 'unseen-2', 'unseen-3', 'unseen-4'] as const
/** `unseen-5` is what agreement is reported from: of it only the figures are ever said. */
export const groups = [...tunedOn, 'unseen-5'] as const
export type Group = (typeof groups)[number]

export const collection = join(import.meta.dirname, '../../../shared/corpus/markdown')
export const isCollectionHere = (): boolean => existsSync(collection)

const files = {
  seen: 'seen.json',
  unseen: 'unseen.json',
  fresh: 'fresh.json',
  'unseen-2': 'unseen2.json',
  'unseen-3': 'unseen3.json',
  'unseen-4': 'unseen4.json',
  'unseen-5': 'unseen5.json',
} satisfies Record<Group, string>

/** The judgements of one group, none while it is not judged yet. Our own file: a fault in it is a bug. */
export function judgementsOf(group: Group): readonly Judgement[] {
  const file = join(import.meta.dirname, files[group])
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly Judgement[]) : []
}
