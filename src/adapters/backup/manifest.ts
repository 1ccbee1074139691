import * as z from 'zod/mini'

export const manifestName = 'manifest.json'

/** The last file of a backup: what is in it, with the hash of each, and where the ledger was. */
export const manifestSchema = z.object({
  schema: z.literal('kneeboard.backup/1'),
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** Of Kneeboard. */
  version: z.string(),
  ledger: z.object({ seq: z.number(), hash: z.string() }),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })),
})
export type Manifest = z.infer<typeof manifestSchema>

/** The only names there are in a backup: nothing of it can come to lie elsewhere than in its folder. */
export const isBackupPath = (path: string): boolean =>
  path === 'version' || path === 'journal.sqlite' || /^logs\/run_[0-9a-z]{22}\/[0-9]{1,9}\.ndjson$/.test(path)
