import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { parseRunId } from '../../run/id.ts'
import type { Checkouts } from '../../ports/checkouts.ts'
import { Bug } from '../../text/bug.ts'
import { askGit } from '../git/git.ts'
import type { Mirror } from './mirror.ts'
import { ObjectReader } from './objects.ts'
import type { TreeEntry } from './tree.ts'
import { findInTree, treeOf } from './tree.ts'

/** A hundred thousand small files on a slow disk. */
const timeoutMs = 5 * 60_000

/**
 * A folder for each run, beneath `folder`. It is no checkout for git: there is no `.git` in it, so that what a run's
 * commands do with git cannot reach the repository that says what is published.
 */
export function openCheckouts(folder: string, mirror: Mirror): Checkouts {
  return {
    async make(run, commit) {
      const target = join(folder, run)
      mkdirSync(target, { recursive: true, mode: 0o700 })
      await writeFiles(mirror, commit, target)
      return target
    },
    list: () => Promise.resolve(namesIn(folder).flatMap((name) => parseRunId(name) ?? [])),
    remove: (run) => {
      rmSync(join(folder, run), { recursive: true, force: true })
      return Promise.resolve()
    },
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Files by git, with every filter off; links by us, and only those that stay inside. */
async function writeFiles(mirror: Mirror, commit: string, target: string): Promise<void> {
  const index = `${target}.index`
  const options = [...mirror.place.options, `--work-tree=${target}`]
  const place = { ...mirror.place, folder: target, options }
  const environment = { GIT_INDEX_FILE: index }
  try {
    const read = await askGit(place, ['read-tree', commit], { environment, timeoutMs })
    const args = ['checkout-index', '--all', '--force', '--quiet']
    const written = read === undefined ? undefined : await askGit(place, args, { environment, timeoutMs })
    if (written === undefined) throw new Bug(`the files of ${commit} cannot be written to ${target}`)
  } finally {
    rmSync(index, { force: true })
  }
  await writeLinks(mirror, commit, target)
}

/** Git wrote each link as a file that holds its target. */
async function writeLinks(mirror: Mirror, commit: string, target: string): Promise<void> {
  const tree = (await treeOf(mirror.place, commit)) ?? new Map<string, TreeEntry>()
  const links = [...tree.values()].filter(({ kind }) => kind === 'link')
  if (links.length === 0) return
  const objects = new ObjectReader(mirror.place)
  const targetOf = async ({ object }: TreeEntry) => (await objects.read(object))?.toString()
  for (const link of links) {
    const written = await targetOf(link)
    const leadsOut = (await findInTree(tree, link.path, targetOf)).kind === 'outside'
    rmSync(join(target, link.path), { force: true })
    if (written !== undefined && !leadsOut) symlinkSync(written, join(target, link.path))
  }
  objects.close()
}
