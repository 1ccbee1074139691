#!/usr/bin/env node
// Plain JavaScript that any Node of the last ten years can read: it finds a Node that can run the rest.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const wanted = 24
const have = Number(process.versions.node.split('.')[0])

if (have >= wanted) {
  createRequire(import.meta.url)('node:module').enableCompileCache?.()
  const source = join(here, '..', 'src', 'main', 'cli.ts')
  const entry = existsSync(source) ? source : join(here, '..', 'dist', 'cli.js')
  await import(pathToFileURL(entry).href)
} else {
  const carried = join(here, '..', 'node_modules', '.bin', 'node')
  if (existsSync(carried)) {
    const { spawnSync } = await import('node:child_process')
    const run = spawnSync(carried, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
    process.exitCode = run.status ?? 1
  } else {
    process.stderr.write(
      `kneeboard needs Node ${wanted} or newer; this is ${process.version}.\n` +
        'Install it from your system or nodejs.org, or run `npm install` in a checkout, which brings its own.\n',
    )
    process.exitCode = 2
  }
}
