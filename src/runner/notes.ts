import {
  mkdirSync,
  openSync,
  closeSync,
  fsyncSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Place } from '../ports/executor.ts'
import type { EffectId, RunId } from '../run/id.ts'
import { parseEffectId, parseRunId } from '../run/id.ts'
import { Bug } from '../text/bug.ts'

/** What a runner has noted of an attempt: nothing, that it will never run here, or when it was taken on. */
export type Note =
  | { readonly kind: 'none' }
  | { readonly kind: 'withdrawn' }
  /** `prepared`: everything for it was on the disk, so from then on it may have run. */
  | { readonly kind: 'accepted'; readonly place: Place; readonly prepared: boolean }

/**
 * One small file an attempt, made before anything else of it: what has none never began here, and what is withdrawn
 * never will. So a server can be told for certain that a command did not run.
 */
export class Notes {
  readonly #folder: string

  /** `folder` is there and private. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** Takes an attempt on, unless it is noted already. */
  accept(effect: EffectId, place: Place): 'accepted' | 'noted-before' {
    return this.#make(effect, `${JSON.stringify(place)}\n`) ? 'accepted' : 'noted-before'
  }

  /** Everything for it is on the disk; called before it starts. */
  prepared(effect: EffectId): void {
    write(this.#pathOf(effect), 'a', preparedLine)
  }

  /** It never runs here any more, unless it is noted already. */
  withdraw(effect: EffectId): 'withdrawn' | 'noted-before' {
    return this.#make(effect, withdrawnLine) ? 'withdrawn' : 'noted-before'
  }

  find(effect: EffectId): Note {
    const text = this.#read(effect)
    if (text === undefined) return { kind: 'none' }
    if (text === withdrawnLine) return { kind: 'withdrawn' }
    const [first = '', second] = text.split('\n')
    const place = placeOf(first)
    // Cut by a crash while it was made: nothing was prepared yet.
    if (!place) return { kind: 'withdrawn' }
    return { kind: 'accepted', place, prepared: second === preparedLine.trim() }
  }

  forget(effect: EffectId): void {
    rmSync(this.#pathOf(effect), { force: true })
  }

  forgetRun(run: RunId): void {
    rmSync(join(this.#folder, run), { recursive: true, force: true })
  }

  /** Runs of which something is noted. */
  runs(): readonly RunId[] {
    return readdirSync(this.#folder).flatMap((name) => parseRunId(name) ?? [])
  }

  #make(effect: EffectId, text: string): boolean {
    const path = this.#pathOf(effect)
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
    try {
      write(path, 'wx', text)
      return true
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false
      throw thrown
    }
  }

  #read(effect: EffectId): string | undefined {
    try {
      return readFileSync(this.#pathOf(effect), 'utf8')
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined
      throw thrown
    }
  }

  /** An effect's id comes from outside: it is parsed, never pasted into a path. */
  #pathOf(effect: EffectId): string {
    const parsed = parseEffectId(effect)
    if (!parsed) throw new Bug(`not an effect: ${effect}`)
    return join(this.#folder, parsed.run, String(parsed.seq))
  }
}

const withdrawnLine = 'withdrawn\n'
const preparedLine = 'prepared\n'

function placeOf(line: string): Place | undefined {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null || !('host' in value && 'bootId' in value))
      return undefined
    const { host, bootId } = value
    return typeof host === 'string' && typeof bootId === 'string' ? { host, bootId } : undefined
  } catch {
    return undefined
  }
}

function write(path: string, flag: 'wx' | 'a', text: string): void {
  const file = openSync(path, flag, 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
