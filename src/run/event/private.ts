import * as z from 'zod/mini'

/**
 * A value that must be erasable. In memory it is here; stored, it lies beside the journal under a salted
 * digest, and the journal keeps only the digest.
 */
export type Private<T> = { readonly private: T } | { readonly erased: true }

export const privateOf = <T extends z.ZodMiniType>(inner: T) =>
  z.union([z.object({ private: inner }), z.object({ erased: z.literal(true) })])

/** The value, or what stands for it when it was erased. */
export const reveal = <T>(value: Private<T>, erased: T): T => ('private' in value ? value.private : erased)
