import { existsSync, readdirSync, rmSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'
import { build } from 'esbuild'
import { buildPages } from './web-pages.ts'

/**
 * Node's own modules by `getBuiltinModule`, without the names that are only made when they are read: an `import` reads
 * every name, and with `ReadStream` and `webcrypto` half of Node is loaded (a tenth of the start). Packages keep theirs.
 */
const builtins: Plugin = {
  name: 'builtins',
  setup(bundle) {
    bundle.onResolve({ filter: /./ }, ({ path, kind, importer }) =>
      kind === 'import-statement' && isBuiltin(path) && !importer.includes('node_modules')
        ? { path, namespace: 'builtin' }
        : undefined,
    )
    bundle.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: builtinSource(path) }))
  },
}

function builtinSource(path: string): string {
  const names = Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule(path) ?? {}))
    .filter(([name, property]) => !('get' in property) && name !== 'default' && /^[A-Za-z_]\w*$/.test(name))
    .map(([name]) => name)
  const own = `const own = process.getBuiltinModule(${JSON.stringify(path)})`
  return `${own}\nexport default own\nexport const { ${names.join(', ')} } = own\n`
}

/** Bundles what is published into `dist/`: the pages, the command line, and the programs it starts as processes and threads. */
for (const name of existsSync('dist') ? readdirSync('dist') : [])
  // The pages are built only when they are old, and a server may be showing them.
  if (name !== 'web') rmSync(join('dist', name), { recursive: true, force: true })
await buildPages()
/**
 * What runs in a process or thread of its own, or only reads, is bundled by itself: whatever two bundles share becomes a piece more
 * to find, read and compile at each start, and this is the half of a start.
 */
const bundles: readonly Readonly<Record<string, string>>[] = [
  { cli: 'src/main/packaged.ts' },
  { reading: 'src/main/packaged-reading.ts' },
  { whole: 'src/main/packaged-whole.ts' },
  { 'journal-worker': 'src/adapters/journal-sqlite/worker.ts' },
  { 'sql-program': 'src/executors/sql/program.ts' },
  { 'http-program': 'src/executors/http/program.ts' },
  { 'terminal-program': 'src/executors/terminal/program.ts' },
  { 'ssh-program': 'src/executors/ssh/program.ts' },
  { 'notify-program': 'src/executors/notify/program.ts' },
]
for (const entryPoints of bundles)
  await build({
    entryPoints,
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    splitting: true,
    minifySyntax: true,
    // Names stay as they are: people read them in a trace.
    minifyWhitespace: true,
    plugins: [builtins],
    legalComments: 'linked',
    // Loaded when the first condition is met, by its own name.
    external: ['@bufbuild/cel', '@lydell/node-pty'],
    // Bundled CommonJS packages call require for Node's own modules. A piece that shares nothing is a module all the same.
    banner: {
      js: "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);\nexport {};",
    },
  })
