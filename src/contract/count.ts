import * as z from 'zod/mini'

/** A number written in a query. */
export const count = z.pipe(
  z.string().check(z.regex(/^\d{1,15}$/)),
  z.transform((written) => Number(written)),
)
