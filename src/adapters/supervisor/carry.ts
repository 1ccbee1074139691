import { carriedBy, carriedReference, isCarriedReference } from '../../plan/secret-reference.ts'
import type { EffectId, RunId } from '../../run/id.ts'
import type { ResolvedAction } from '../../run/resolve.ts'
import type { SessionChange } from '../../run/session.ts'
import { secretName } from '../../shell/names.ts'
import type { Desk } from './desk.ts'
import type { AttemptRecord, GivenSecret } from './folder.ts'

type Carrier = Pick<Desk, 'carried' | 'maskFactory'>
type Ended = { readonly effect: EffectId; readonly record: Pick<AttemptRecord, 'cwd' | 'secrets'> }

/**
 * What a command left, without any secret's value: the session is stored. A variable that is a secret of the attempt
 * becomes its reference; one whose name says that it is secret stays in memory, under a reference of its own; one that
 * only contains a secret goes nowhere, and neither does what the variable was before.
 */
export function carry(desk: Carrier, { effect, record }: Ended, captured: SessionChange): SessionChange {
  const known = durableFirst(record.secrets ?? [])
  const guarded = known.filter(({ reference, value }) => !isCarriedReference(reference) || value.length >= 8)
  const set: Record<string, string> = {}
  const secrets: Record<string, string> = {}
  const dropped: string[] = []
  for (const [name, value] of Object.entries(captured.set)) {
    const named = secretName(name) && value !== ''
    const same = (named ? known : guarded).find((secret) => secret.value === value)
    if (same) secrets[name] = same.reference
    else if (named) secrets[name] = keep(desk, carriedReference(effect, name), value)
    else if (contains(desk, guarded, value)) dropped.push(name)
    else set[name] = value
  }
  const left = contains(desk, guarded, captured.cwd)
  return {
    cwd: left ? record.cwd : captured.cwd,
    set,
    unset: [...captured.unset, ...dropped],
    ...(Object.keys(secrets).length > 0 ? { secrets } : {}),
    ...(left || dropped.length > 0 ? { dropped: [...dropped, ...(left ? ['PWD'] : [])] } : {}),
  }
}

/**
 * `guarded` above: what is secret only because of its variable's name is often a plain word (`SORT_KEY=name`), and
 * then stands in many a value. Eight characters are what the shortest tokens have.
 */
const contains = ({ maskFactory }: Carrier, secrets: readonly GivenSecret[], text: string): boolean => {
  const mask = maskFactory(secrets.map(({ value }) => value))
  return mask.push(text) + mask.end() !== text
}

/** A provider still has its secret after a restart. */
const durableFirst = (secrets: readonly GivenSecret[]): readonly GivenSecret[] =>
  secrets.toSorted(
    (a, b) => Number(isCarriedReference(a.reference)) - Number(isCarriedReference(b.reference)),
  )

function keep({ carried }: Carrier, reference: string, value: string): string {
  carried.set(reference, value)
  return reference
}

type CarriedSecrets =
  | { readonly kind: 'secrets'; readonly secrets: Readonly<Record<string, string>> }
  | { readonly kind: 'refused'; readonly message: string; readonly secrets: Readonly<Record<string, string>> }

/**
 * The values that earlier commands left for an action. One that went with its process is missed: with another
 * environment, the same words can do something else. Only the block that sets such a variable again may begin without
 * those it does not name, so that there is a way back.
 */
export function carriedSecrets({ carried }: Carrier, action: ResolvedAction): CarriedSecrets {
  const secrets: Record<string, string> = {}
  const lost: string[] = []
  for (const [name, reference] of Object.entries(action.secrets)) {
    if (!isCarriedReference(reference)) continue
    const value = carried.get(reference)
    if (value === undefined) lost.push(name)
    else secrets[name] = value
  }
  const [missed] = action.action === 'shell' ? stillMissed(action, lost) : lost
  if (missed === undefined) return { kind: 'secrets', secrets }
  const message = `${missed} was set by an earlier step, and its value went with the process that ran it: what has the name of a secret is not stored. Go back to that step`
  return { kind: 'refused', message, secrets }
}

function stillMissed(
  { assigns, source }: Extract<ResolvedAction, { action: 'shell' }>,
  lost: readonly string[],
): readonly string[] {
  const others = lost.filter((name) => !assigns.includes(name))
  if (others.length === lost.length) return lost
  const words = new Set(source.match(/[A-Za-z_][A-Za-z0-9_]*/g))
  return others.filter((name) => words.has(name))
}

/** A run that has ended needs nothing any more. */
export function forgetCarried({ carried }: Carrier, run: RunId): void {
  for (const reference of carried.keys()) if (reference.startsWith(carriedBy(run))) carried.delete(reference)
}
