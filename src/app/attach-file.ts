import { submitTo } from '../driver/submit.ts'
import { plainSha256 } from '../hash/sha256.ts'
import { attachmentName } from '../run/attachment-name.ts'
import { sealBytes } from '../run/event/stored.ts'
import type { RunId } from '../run/id.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { outsideOf } from './touch-run.ts'

/** A file as somebody gives it: its bytes, and the name it had. */
export type GivenFile = {
  readonly name: string
  readonly bytes: Uint8Array
  /** The step's instance; absent: it belongs to the run. */
  readonly instance?: string
}

export type AttachedFile = {
  readonly kind: 'attached'
  readonly name: string
  readonly sha256: string
  /** Of the fact that says so. */
  readonly seq: number
}

/** Keeps a file with a run, ended or not, driven here or elsewhere: its bytes and the fact in one transaction. */
export async function attachFile(app: App, run: RunId, file: GivenFile): Promise<AttachedFile | Trouble> {
  const no = await authorise(app, 'attach-file', run)
  if (no) return no
  const { digest, bytes } = sealBytes(file.bytes, app.driver.ids.random(16))
  const name = attachmentName(file.name)
  const sha256 = plainSha256(file.bytes)
  const { instance } = file
  const submitted = await submitTo(
    { ...outsideOf(app), blobs: [{ digest, bytes }] },
    run,
    {
      kind: 'attach',
      content: digest,
      bytes: file.bytes.length,
      name,
      sha256,
      ...(instance === undefined ? {} : { instance }),
    },
    app.actor,
  )
  return submitted.kind === 'taken'
    ? { kind: 'attached', name, sha256, seq: submitted.facts.at(-1)?.seq ?? 0 }
    : trouble(submitted.why, 'see `kneeboard status`')
}
