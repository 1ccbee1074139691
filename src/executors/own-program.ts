import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { attemptFiles } from './attempt-files.ts'
import { valueBytesMax } from './outputs.ts'

/** The file a launch writes and our own program reads. */
export const requestFile = 'request.json'

/** Ends our own program: it could not do its work at all, and says why and what to do. */
export class Trouble extends Error {
  override readonly name = 'Trouble'
}

/**
 * Runs one of our own programs on its attempt folder, and turns trouble into a file that becomes the outcome
 * `error`. The request is what the launch beside the program wrote.
 */
export async function runOwnProgram(
  work: (request: unknown, folder: string) => Promise<number>,
): Promise<void> {
  const folder = process.argv[2] ?? '.'
  // A reader that went away is no reason to fail.
  process.stdout.on('error', () => {})
  try {
    process.exitCode = await work(JSON.parse(readFileSync(join(folder, requestFile), 'utf8')), folder)
  } catch (thrown) {
    if (!(thrown instanceof Trouble)) throw thrown
    process.stderr.write(`${thrown.message}\n`)
    writeFileSync(join(folder, attemptFiles.trouble), thrown.message, { mode: 0o600 })
    process.exitCode = 1
  }
}

/**
 * The same for a program that may be started again for the same effect when it was killed: what counts is the file
 * `result`, and once that is there nothing is done any more.
 */
export async function runResumableProgram(
  work: (request: unknown, folder: string) => Promise<number>,
): Promise<void> {
  const folder = process.argv[2] ?? '.'
  if (existsSync(join(folder, attemptFiles.result))) return
  await runOwnProgram(work)
  if (!existsSync(join(folder, attemptFiles.result)))
    writeDurably(folder, attemptFiles.result, `${process.exitCode ?? 1}\n`)
}

/** Writes a file whole or not at all; on the disk when this returns. */
export function writeDurably(folder: string, name: string, text: string): void {
  const draft = join(folder, `${name}.draft`)
  writeFileSync(draft, text, { mode: 0o600, flush: true })
  renameSync(draft, join(folder, name))
  const directory = openSync(folder, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

/** Hands values on, as a command does through `$KNEEBOARD_OUTPUT`. Values over 100 kB are left out. */
export function giveOutputs(folder: string, outputs: Readonly<Record<string, string>>): void {
  const text = Object.entries(outputs)
    .filter(([, value]) => Buffer.byteLength(value) <= valueBytesMax)
    .map(([name, value]) =>
      value.includes('\n') ? `${name}<<KNEEBOARD_END\n${value}\nKNEEBOARD_END\n` : `${name}=${value}\n`,
    )
    .join('')
  appendFileSync(join(folder, attemptFiles.outputs), text, { mode: 0o600 })
}
