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

/** `fresh` is a sample of its own, judged later, when both halves of the first had been looked at or been a gate. */
export const groups = ['seen', 'unseen', 'fresh'] as const
export type Group = (typeof groups)[number]

export const collection = join(import.meta.dirname, '../../../shared/corpus/markdown')
export const isCollectionHere = (): boolean => existsSync(collection)

/** The judgements of one group. Our own file: a fault in it is a bug, so it is not looked at twice. */
export const judgementsOf = (group: Group): readonly Judgement[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, `${group}.json`), 'utf8')) as readonly Judgement[]
