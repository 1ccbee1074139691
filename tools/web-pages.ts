import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')
const pages = join(root, 'dist/web')

/** Builds the pages unless those that are there are younger than everything they are made from. */
export async function buildPages(): Promise<'built' | 'fresh'> {
  if (!areOld()) return 'fresh'
  // Beside its place and then moved: a server that reads the old ones never sees half of the new ones.
  const draft = join(root, `dist/.web-${process.pid}`)
  await build({
    configFile: false,
    root: join(root, 'web'),
    // Its warnings are of directives inside packages, which are no matter of ours.
    logLevel: 'error',
    build: {
      outDir: draft,
      emptyOutDir: true,
      target: 'es2024',
      // The policy of the server allows scripts from itself and nothing written into the page.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
    },
  })
  const old = `${draft}-old`
  mkdirSync(join(root, 'dist'), { recursive: true })
  if (existsSync(pages)) renameSync(pages, old)
  renameSync(draft, pages)
  rmSync(old, { recursive: true, force: true })
  return 'built'
}

const index = join(pages, 'index.html')

function areOld(): boolean {
  if (!existsSync(index)) return true
  const { mtimeMs } = statSync(index)
  const sources = ['web', 'src', 'package-lock.json', 'tools/web-pages.ts']
  return sources.some((source) => isYounger(join(root, source), mtimeMs))
}

function isYounger(path: string, mtimeMs: number): boolean {
  const stat = statSync(path)
  if (stat.isDirectory())
    return readdirSync(path).some((name) => name !== 'node_modules' && isYounger(join(path, name), mtimeMs))
  return stat.mtimeMs > mtimeMs
}
