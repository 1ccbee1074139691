import type { PlanVersion, Publication } from '../plan/plan.ts'

/**
 * What a library's publisher asks of commits before their text counts as published. It is kept outside the
 * repository: whoever may push must not be able to say what is enough.
 */
export type PublicationPolicy = {
  /** Every commit on the branch itself is signed by somebody who was named. */
  readonly signed: boolean
  /** Whoever wrote a change is not the one who brought it onto the branch. */
  readonly authorMayNotMerge: boolean
  /** Commits somebody has looked at and lets through, whatever the rules say. */
  readonly accepted: readonly string[]
}

/** Who a commit names; only a signature proves it. */
export type Person = { readonly name: string; readonly address: string }

/** A commit on the branch itself (first parents), and what it brought from elsewhere. */
export type BranchCommit = {
  readonly commit: string
  readonly author: Person
  readonly committer: Person
  /** Those who wrote the commits a merge brought; undefined when it is no merge. */
  readonly brought?: readonly Person[]
  readonly signature: 'none' | 'bad' | { readonly signer: string }
}

/** What a fetch found on the branch, beside what is published. */
export type FoundTip = {
  readonly tip: string
  /** What is published now; undefined the first time. */
  readonly published?: string
  /** Whether the published commit is among the ancestors of the tip. */
  readonly forward: boolean
  /** Files in it. */
  readonly files: number
  /** The commits on the branch since what is published, the oldest first; the first time the tip alone. */
  readonly commits: readonly BranchCommit[]
}

export const publicationRules = [
  'force-push',
  'too-many-files',
  'unsigned',
  'bad-signature',
  'author-is-merger',
] as const
export type PublicationRule = (typeof publicationRules)[number]

export type PublicationDecision =
  | { readonly kind: 'as-it-is' }
  | { readonly kind: 'publish' }
  | {
      readonly kind: 'refuse'
      readonly rule: PublicationRule
      /** The commit it is about: the tip, or one on the way to it. */
      readonly commit: string
      readonly why: string
      readonly remedy: string
    }

/** More files are no library of runbooks; listing them would keep everybody else waiting. */
export const filesMax = 100_000

/** Whether the tip of the branch may become what is published. */
export function decidePublication(found: FoundTip, policy: PublicationPolicy): PublicationDecision {
  const { tip, published, forward, files, commits } = found
  if (tip === published) return { kind: 'as-it-is' }
  if (files > filesMax)
    return refuse(
      'too-many-files',
      tip,
      `it holds ${files} files; a library has at most ${filesMax}`,
      'remove some',
    )
  if (policy.accepted.includes(tip)) return { kind: 'publish' }
  if (published !== undefined && !forward)
    return refuse(
      'force-push',
      tip,
      `the branch was rewritten: ${short(published)}, which is published, is no longer part of it`,
      'put the branch back, or write the commit under `accept:` in libraries.yaml',
    )
  for (const commit of commits) {
    const refusal = policy.accepted.includes(commit.commit) ? undefined : objectionTo(commit, policy)
    if (refusal) return refusal
  }
  return { kind: 'publish' }
}

function objectionTo(commit: BranchCommit, policy: PublicationPolicy): PublicationDecision | undefined {
  const { signature } = commit
  if (policy.signed && signature === 'none')
    return refuse('unsigned', commit.commit, `${short(commit.commit)} is not signed`, signIt)
  if (policy.signed && signature === 'bad')
    return refuse(
      'bad-signature',
      commit.commit,
      `the signature of ${short(commit.commit)} is of nobody who is named, or is not of this commit`,
      signIt,
    )
  if (policy.authorMayNotMerge && isOwnMerge(commit))
    return refuse(
      'author-is-merger',
      commit.commit,
      `${short(commit.commit)} was brought onto the branch by whoever wrote it`,
      'have somebody else merge it',
    )
  return undefined
}

const signIt = 'sign it with a key that is named in the file of signers, and push again'

/** The forges' own committers, of merges that a person pressed for. */
const forgeCommitters: ReadonlySet<string> = new Set(['noreply@github.com'])

/**
 * A merge names who pressed it as its author, and a signature proves it; who wrote what it brought stands in the
 * commits it brought. Of a commit that is no merge (a squash, a push), author and committer tell, as far as a forge
 * has not put itself there.
 */
function isOwnMerge({ author, committer, brought, signature }: BranchCommit): boolean {
  const signer = typeof signature === 'object' ? [signature.signer.toLowerCase()] : []
  if (brought) {
    const mergers = new Set([author.address.toLowerCase(), ...signer])
    return brought.some(({ address }) => mergers.has(address.toLowerCase()))
  }
  if (forgeCommitters.has(committer.address.toLowerCase())) return false
  return [committer.address.toLowerCase(), ...signer].includes(author.address.toLowerCase())
}

const short = (commit: string): string => commit.slice(0, 10)

const refuse = (rule: PublicationRule, commit: string, why: string, remedy: string): PublicationDecision => ({
  kind: 'refuse',
  rule,
  commit,
  why,
  remedy,
})

/**
 * Whether a text may be run as a published one. What no commit holds was reviewed by nobody; where there is no version
 * control at all, nobody has said what is published.
 */
export function publicationOf(version: PlanVersion): Publication {
  switch (version.kind) {
    case 'committed':
      return version.publication ?? { published: true }
    case 'uncommitted':
      return { published: false, rule: 'uncommitted', why: 'no commit holds this text' }
    case 'unversioned':
      return { published: true }
  }
}

/** Of a text that stands in another commit than the published one, by whether the published one has the same. */
export const publicationAt = (same: boolean, ref: string): Publication =>
  same
    ? { published: true }
    : { published: false, rule: 'other-text', why: `${ref} has another text of it, or none` }
