import * as z from 'zod/mini'

const text = z.string()

/** Who is asking, and where they are. */
export const meSchema = z.object({
  actor: z.object({ kind: text, id: text }),
  /** `single-user`: everything is done as the user who started the server. */
  installation: z.enum(['single-user', 'accounts']),
  library: text,
  host: text,
  version: text,
  /** What this actor may do here, in the words of the one place that decides. */
  verbs: z.array(text),
  /** The password is known to somebody else: nothing can be done before it is changed. */
  temporary: z.boolean(),
})
