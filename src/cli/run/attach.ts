import { homedir } from 'node:os'
import { attachFile } from '../../app/attach-file.ts'
import type { DrivenRun } from '../../driver/driven-run.ts'
import type { InstanceId } from '../../run/instance-id.ts'
import { readAttachment } from '../read-attachment.ts'
import { isTrouble } from '../trouble.ts'
import type { Conductor } from './conductor.ts'
import { askLine } from './conductor.ts'
import { said } from './screen.ts'

/** Asks for a file and keeps it with the run, or with the step at hand. */
export async function takeAttachment(conductor: Conductor, instance: InstanceId | undefined): Promise<void> {
  const written = await askLine(conductor, 'File to attach (Enter: none):')
  if (written === undefined || written.trim() === '') return
  await attach(conductor, instance, written)
}

/** The file was put beside whoever drives the run: what is answered next must find it there. */
async function toldUpTo(driver: DrivenRun, seq: number): Promise<void> {
  let unwatch: () => void = () => undefined
  const told = new Promise<void>((resolve) => {
    unwatch = driver.watch(() => {
      if (driver.told >= seq) resolve()
    })
    if (driver.told >= seq) resolve()
  })
  await Promise.race([told, driver.stopped])
  unwatch()
}

/** Keeps a file; true when it is kept. What is wrong with it is said. */
export async function attach(
  { cli, app, driver, writer, view }: Conductor,
  instance: InstanceId | undefined,
  written: string,
): Promise<boolean> {
  const read = await readAttachment(cli.world, droppedPath(written))
  const attached = isTrouble(read)
    ? read
    : await attachFile(app, driver.state.run, {
        name: read.name,
        bytes: read.bytes,
        ...(instance === undefined ? {} : { instance }),
      })
  if (!isTrouble(attached)) {
    await toldUpTo(driver, attached.seq)
    return true
  }
  writer.lines(said('!', `${attached.why}; ${attached.remedy}`, 'yellow', view))
  return false
}

/** As terminals write a file that is dropped on them: in quotes, or with its blanks escaped; `~` is home. */
function droppedPath(written: string): string {
  const trimmed = written.trim()
  const quoted = /^'([^']*)'$|^"([^"]*)"$/.exec(trimmed)
  const path = quoted ? (quoted[1] ?? quoted[2] ?? '') : trimmed.replaceAll(/\\(.)/g, '$1')
  return path.startsWith('~/') ? homedir() + path.slice(1) : path
}
