import type { Range } from '../text/range.ts'

/** The fields of format.md §1 and the order in which `show` prints them. */
export const metadataFields = [
  'id',
  'description',
  'outcome',
  'tools',
  'permissions',
  'author',
  'owner',
  'updated',
  'reviewed',
  'reviewIn',
  'escalation',
  'service',
  'severity',
  'tags',
  'status',
  'kind',
  'triggers',
  'title',
] as const

export type MetadataField = (typeof metadataFields)[number]

/** Where a value was written; the order is the order of authority. */
export type MetadataOrigin = 'frontmatter' | 'table' | 'line' | 'heading' | 'section' | 'file-name'

/** A text and where it stands. `range` is absent only for a title taken from the file's name. */
export type Sourced = { readonly text: string; readonly range?: Range; readonly from: MetadataOrigin }

/** The value with the highest authority, and the others that say something else. */
export type MetadataValue = Sourced & {
  /** What was written as the key: `Escalation POC`, `owner_slack`. */
  readonly key: string
  /** A list in the source (`tags: [a, b]`) is also given item by item. */
  readonly items?: readonly string[]
  readonly disagreeing: readonly Sourced[]
}

export type Metadata = { readonly [F in MetadataField]?: MetadataValue }
