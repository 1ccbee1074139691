import type { MetadataField, Sourced } from '../metadata.ts'

/** A value as found, before authority is settled. */
export type Found = Sourced & {
  readonly field: MetadataField
  readonly key: string
  readonly items?: readonly string[]
}
