import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BranchCommit, FoundTip, Person } from '../../library/publication.ts'
import type { GitPlace } from '../git/git.ts'
import { askGit, runGit } from '../git/git.ts'
import type { GitLibrarySettings } from './settings.ts'

/** As many commits are looked at one by one; what lies further back counts as unsigned. */
const commitsMax = 1_000
const timeoutMs = 120_000

/** Gathers what decides about publication: which commits are new, who made them, and whether they are signed. */
export async function foundTip(
  place: GitPlace,
  { tip, published, settings }: { tip: string; published: string | undefined; settings: GitLibrarySettings },
): Promise<FoundTip> {
  const forward =
    published === undefined ||
    (await runGit(place, ['merge-base', '--is-ancestor', published, tip])).kind === 'done'
  const isLookedAt = tip !== published && (settings.policy.signed || settings.policy.authorMayNotMerge)
  return {
    tip,
    forward,
    files: tip === published ? 0 : await countFiles(place, tip),
    commits: isLookedAt && forward ? await commitsOf(place, { tip, published, settings }) : [],
    ...(published === undefined ? {} : { published }),
  }
}

/** A listing that is too long to be read holds more than anybody may have. */
async function countFiles(place: GitPlace, tip: string): Promise<number> {
  const listed = await runGit(place, ['ls-tree', '-r', '--name-only', '-z', '--full-tree', tip], {
    timeoutMs,
  })
  return listed.kind === 'done' ? listed.out.toString('latin1').split('\0').length - 1 : Infinity
}

async function commitsOf(
  place: GitPlace,
  { tip, published, settings }: { tip: string; published: string | undefined; settings: GitLibrarySettings },
): Promise<readonly BranchCommit[]> {
  const home = settings.gpgHome ?? mkdtempSync(join(tmpdir(), 'kneeboard-gpg-'))
  try {
    const range =
      published === undefined
        ? ['--max-count=1', tip]
        : [`--max-count=${commitsMax + 1}`, tip, `^${published}`]
    const log = await runGit(
      { ...place, options: [...place.options, ...signatureOptions(settings)] },
      ['log', '--first-parent', '-z', '--no-show-signature', `--format=${format}`, ...range],
      { timeoutMs, environment: { GNUPGHOME: home } },
    )
    if (log.kind !== 'done') return [unreadable(tip)]
    const read = parseCommits(log.out.toString('utf8'))
    const commits: BranchCommit[] = []
    for (const { parents, ...commit } of read.slice(0, commitsMax)) {
      const brought = parents.length < 2 ? 'no merge' : await broughtBy(place, commit.commit)
      if (brought === undefined) commits.unshift(unreadable(commit.commit))
      else commits.unshift(brought === 'no merge' ? commit : { ...commit, brought })
    }
    return read.length > commitsMax ? [unreadable(tip), ...commits] : commits
  } finally {
    if (settings.gpgHome === undefined) rmSync(home, { recursive: true, force: true })
  }
}

/** Of a range that cannot be looked at whole nothing is vouched for. */
const unreadable = (commit: string): BranchCommit => {
  const nobody = { name: '', address: '' }
  return { commit, author: nobody, committer: nobody, signature: 'none' }
}

/** Keys are those that were named; the user's own keyring proves nothing about a library. */
const signatureOptions = ({ signers, gpgHome }: GitLibrarySettings): readonly string[] => [
  '-c',
  `gpg.ssh.allowedSignersFile=${signers ?? '/dev/null'}`,
  '-c',
  'gpg.ssh.revocationFile=',
  '-c',
  'gpg.x509.program=false',
  ...(gpgHome === undefined ? ['-c', 'gpg.program=false'] : []),
]

const format = ['%H', '%P', '%an', '%ae', '%cn', '%ce', '%G?', '%GF', '%GS', ''].join('%x00')
const fieldsOf = 10

function parseCommits(out: string): readonly (BranchCommit & { readonly parents: readonly string[] })[] {
  const fields = out.split('\0')
  const commits: (BranchCommit & { readonly parents: readonly string[] })[] = []
  for (let at = 0; at + fieldsOf <= fields.length; at += fieldsOf) {
    const [commit = '', parents = '', an = '', ae = '', cn = '', ce = '', state = '', key = '', signer = ''] =
      fields.slice(at, at + fieldsOf)
    commits.push({
      commit,
      parents: parents.split(' ').filter((parent) => parent !== ''),
      author: { name: an, address: ae },
      committer: { name: cn, address: ce },
      signature: signatureOf(state, key, signer),
    })
  }
  return commits
}

/**
 * `G` is a good signature of a key that is known; `U` of one that is there without anybody's trust: in a keyring made
 * for this library being there is enough, a file of ssh signers says it outright.
 */
function signatureOf(state: string, key: string, signer: string): BranchCommit['signature'] {
  if (state === 'N' || state === '') return 'none'
  if (state === 'G' || (state === 'U' && !key.startsWith('SHA256:') && key !== ''))
    return { signer: /<([^<>]+)>\s*$/.exec(signer)?.[1] ?? signer }
  return 'bad'
}

/** Who wrote what a merge brought: the commits of its other parents that its first has not. */
async function broughtBy(place: GitPlace, merge: string): Promise<readonly Person[] | undefined> {
  const log = await askGit(
    place,
    [
      'log',
      `--max-count=${commitsMax}`,
      '--no-show-signature',
      '--format=%ae%x00%an',
      `${merge}^@`,
      `^${merge}^1`,
    ],
    { timeoutMs },
  )
  return log?.split('\n').flatMap((line) => {
    const [address = '', name = ''] = line.split('\0')
    return address === '' ? [] : [{ name, address }]
  })
}
