import { writeSync } from 'node:fs'
import * as z from 'zod/mini'
import { attemptFiles } from '../../executors/attempt-files.ts'
import { parseOutputs } from '../../executors/outputs.ts'
import { parseSession, sessionBytesMax } from '../../executors/shell/session.ts'
import type { Outcome, OutcomeEnd } from '../../ports/executor.ts'
import type { SessionChange } from '../../run/session.ts'
import type { AttemptRecord, Leavings } from './folder.ts'
import { readTail, sessionStayed } from './folder.ts'
import type { Spooled, SpoolFiles } from './spool.ts'

/** An attempt that could not be carried out at all. */
export const errorOutcome = (message: string): Outcome => emptyOutcome({ kind: 'error', message })

/** An outcome with nothing to show but its end. */
export const emptyOutcome = (end: Outcome['end']): Outcome => ({
  end,
  stdout: '',
  outputs: {},
  truncated: false,
})

/**
 * How a command ended, from its exit code. A shell tells a death by signal as 128 + n, which a command can also
 * exit with: it stays a code, except that after a request to end it means that the request was followed.
 */
export const endFrom = (code: number, asked: 'cancelled' | 'nothing'): OutcomeEnd =>
  asked === 'cancelled' && code > 128 ? { kind: 'cancelled' } : { kind: 'exit', code }

/** `$KNEEBOARD_OUTPUT` is read up to this: 1 MiB. */
const outputsBytesMax = 2 ** 20

/** What one of our own programs found, as JSON, is read up to this: 16 MiB. */
const foundBytesMax = 16 * 2 ** 20

/**
 * Reads what the command handed on; what cannot be read is said in its standard error. Outputs are kept and shown: a
 * secret in one is masked there as well, and a later step takes the secret itself.
 */
export function readOutputs(
  left: Leavings,
  spool: SpoolFiles | undefined,
  masked: (text: string) => string,
): Outcome['outputs'] {
  const text = left.text(attemptFiles.outputs, outputsBytesMax)
  if (text === undefined) return {}
  const { outputs, problems } = parseOutputs(text)
  if (spool && problems.length > 0) {
    const said = problems.slice(0, 10).map((problem) => `kneeboard: ${problem}\n`)
    writeSync(spool.stderr, said.join(''))
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, masked(value)]))
}

type Ended = {
  readonly folder: string
  readonly left: Leavings
  readonly record: AttemptRecord
  readonly end: Outcome['end']
  readonly outputs: Outcome['outputs']
  readonly spooled: Spooled
  readonly captureMaxBytes: number
  /** Hides the attempt's secrets: what is taken from output, and said of it, is kept. */
  readonly masked: (text: string) => string
}

/**
 * What one of our own programs says that no exit code can. Any command could write it: that nobody can tell only makes
 * a person be asked, but that it never ran would have it run again.
 */
function readVerdict(
  left: Leavings,
  { resumable }: AttemptRecord,
): Extract<Outcome['end'], { kind: 'never-ran' | 'unknown' }> | undefined {
  const text = left.text(attemptFiles.verdict, 4096)
  if (text === undefined) return undefined
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined
  if (value.kind === 'never-ran' && resumable) return { kind: 'never-ran' }
  return 'why' in value && typeof value.why === 'string' ? { kind: 'unknown', why: value.why } : undefined
}

const responseForm = z.object({ status: z.number(), headers: z.record(z.string(), z.string()) })

/** Any command could have written it: it is read as data, and a check on a command's own words is no worse than that. */
function readResponse(left: Leavings): Outcome['response'] {
  const text = left.text(attemptFiles.response, 2 ** 20)
  if (text === undefined) return undefined
  try {
    return z.safeParse(responseForm, JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Puts an outcome together from what lies in the folder once the command has ended. */
export function readOutcome(ended: Ended): Outcome {
  const { folder, left, record, end, outputs, spooled, captureMaxBytes, masked } = ended
  const trouble = left.text(attemptFiles.trouble, 4096)
  const stdout = spooled.silent
    ? ''
    : masked(
        readTail(folder, attemptFiles.stdout, {
          to: record.outputMaxBytes,
          bytesMax: captureMaxBytes,
        }).toString('utf8'),
      )
  const verdict = end.kind === 'exit' ? readVerdict(left, record) : undefined
  const response = readResponse(left)
  const json = left.text(attemptFiles.found, foundBytesMax)
  const outcome: Outcome = {
    end:
      verdict ?? (trouble !== undefined && end.kind === 'exit' ? { kind: 'error', message: trouble } : end),
    stdout,
    outputs,
    truncated: spooled.truncated,
    ...(json === undefined ? {} : { json: masked(json) }),
    ...(response ? { response } : {}),
  }
  const succeeded = end.kind === 'exit' && end.code === 0
  const session = succeeded ? readSession(folder, left, record) : undefined
  return session ? { ...outcome, session } : outcome
}

/** What a block left behind, when all of it was written. */
function readSession(
  folder: string,
  left: Leavings,
  { captures, cwd }: AttemptRecord,
): SessionChange | undefined {
  if (captures === undefined) return undefined
  if (captures.length === 0 && sessionStayed(folder)) return { cwd, set: {}, unset: [] }
  const captured = left.bytes(attemptFiles.session, sessionBytesMax)
  return captured && parseSession(captured, captures, cwd)
}
