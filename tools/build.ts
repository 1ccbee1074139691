import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { buildPages } from './web-pages.ts'

/** Bundles what is published into `dist/`: the pages, the command line, and the programs it starts as processes and threads. */
for (const name of existsSync('dist') ? readdirSync('dist') : [])
  // The pages are built only when they are old, and a server may be showing them.
  if (name !== 'web') rmSync(join('dist', name), { recursive: true, force: true })
await buildPages()
await build({
  entryPoints: {
    cli: 'src/main/packaged.ts',
    'journal-worker': 'src/adapters/journal-sqlite/worker.ts',
    'sql-program': 'src/executors/sql/program.ts',
    'http-program': 'src/executors/http/program.ts',
    'terminal-program': 'src/executors/terminal/program.ts',
    'ssh-program': 'src/executors/ssh/program.ts',
    'notify-program': 'src/executors/notify/program.ts',
  },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  splitting: true,
  minifySyntax: true,
  legalComments: 'linked',
  // Loaded when the first condition is met, by its own name.
  external: ['@bufbuild/cel', '@lydell/node-pty'],
  // Bundled CommonJS packages call require for Node's own modules.
  banner: {
    js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
  },
})
