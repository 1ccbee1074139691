import type { PlanVersion } from '../../plan/plan.ts'
import type { History } from '../../ports/history.ts'
import { askGit, gitRoot, strangersCheckout } from '../git/git.ts'
import { historyIn } from '../git/history.ts'

/** Whether a file's text is what a commit holds. */
export async function fileVersion(root: string, path: string): Promise<PlanVersion> {
  if (gitRoot(root) === undefined) return { kind: 'unversioned' }
  const place = strangersCheckout(root)
  const commit = await askGit(place, ['rev-parse', '--verify', '--quiet', 'HEAD'])
  if (commit === undefined) return { kind: 'uncommitted' }
  const committed = await askGit(place, ['rev-parse', '--verify', '--quiet', `HEAD:./${path}`])
  const now =
    committed === undefined ? undefined : await askGit(place, ['hash-object', '--no-filters', '--', path])
  if (committed === undefined || now !== committed) return { kind: 'uncommitted', commit }
  const branch = await askGit(place, ['symbolic-ref', '--short', '--quiet', 'HEAD'])
  return { kind: 'committed', commit, ...(branch === undefined ? {} : { branch }) }
}

/** Everybody whose commits touched a file, by name and by address; nobody where git knows none. */
export async function fileAuthors(root: string, path: string): Promise<readonly string[]> {
  if (gitRoot(root) === undefined) return []
  const log = await askGit(strangersCheckout(root), [
    'log',
    '--no-show-signature',
    '--format=%an%n%ae',
    '--',
    path,
  ])
  return [...new Set((log ?? '').split('\n').filter((name) => name !== ''))]
}

/** What the repository around a folder keeps of its files; undefined outside a checkout. */
export function folderHistory(root: string): History | undefined {
  if (gitRoot(root) === undefined) return undefined
  const place = strangersCheckout(root)
  return historyIn({
    place,
    tip: () => askGit(place, ['rev-parse', '--verify', '--quiet', 'HEAD']),
    from: 'folder',
    branches: ['refs/heads/', 'refs/remotes/origin/', 'refs/remotes/'],
  })
}
