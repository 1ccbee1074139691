#!/usr/bin/env node
// Plain JavaScript that any Node of the last ten years can read: it finds a Node that can run the rest.
const wanted = 24
const have = Number(process.versions.node.split('.')[0])

if (have >= wanted) {
  // Not imported: an import of Node's own modules makes every name they have, at each start.
  process.getBuiltinModule('node:module').enableCompileCache()
  const { existsSync } = process.getBuiltinModule('node:fs')
  const source = new URL('../src/main/cli.ts', import.meta.url)
  const entry = existsSync(source) ? source : new URL('../dist/cli.js', import.meta.url)
  await import(entry.href)
} else {
  const { existsSync } = await import('node:fs')
  const { fileURLToPath } = await import('node:url')
  const carried = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))
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
