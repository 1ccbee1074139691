import { existsSync, readdirSync, rmSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'
import { build } from 'esbuild'
import * as yaml from 'yaml'
import { buildPages } from './web-pages.ts'

/**
 * Node's own modules by `getBuiltinModule`, without the names that are only made when they are read: an `import` reads
 * every name, and with `ReadStream` and `webcrypto` half of Node is loaded (a tenth of the start). Packages keep theirs.
 */
const builtins: Plugin = {
  name: 'builtins',
  setup(bundle) {
    bundle.onResolve({ filter: /./ }, ({ path, kind, importer }) =>
      isBuiltin(path) &&
      ((kind === 'import-statement' && !importer.includes('node_modules')) ||
        // It starts programs in a way that we have no use for.
        (lateBuiltins.has(path) && importer.includes('node_modules/commander/')))
        ? { path, namespace: 'builtin', sideEffects: false }
        : undefined,
    )
    bundle.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: builtinSource(path) }))
  },
}

/** Modules that Node has not loaded when it starts, and that not every command comes to: 3 to 5 ms each. */
const lateBuiltins: ReadonlySet<string> = new Set([
  'node:child_process',
  'node:crypto',
  'node:fs/promises',
  'node:readline',
])

function builtinSource(path: string): string {
  const own = `process.getBuiltinModule(${JSON.stringify(path)})`
  const values = Object.entries(
    Object.getOwnPropertyDescriptors(process.getBuiltinModule(path) ?? {}),
  ).flatMap(([name, property]): [string, unknown][] =>
    'get' in property || name === 'default' ? [] : [[name, property.value]],
  )
  if (lateBuiltins.has(path)) return lateSource(own, values)
  return `const own = ${own}\nexport default own\nexport const { ${values.map(([name]) => name).join(', ')} } = own\n`
}

/**
 * The exports of a module that is loaded when the first of its functions is called. Its classes are none of them: whoever
 * needs one is told so by the build.
 */
const lateSource = (own: string, values: readonly (readonly [string, unknown])[]): string =>
  values
    .filter(([name]) => /^[a-z]\w*$/.test(name) && name !== 'default')
    .map(([name, value]) =>
      typeof value === 'function'
        ? `export const ${name} = (...words) => ${own}.${name}(...words)\n`
        : `export const ${name} = /* @__PURE__ */ (() => ${own}.${name})()\n`,
    )
    .join('')

/** YAML is read by a package of a hundred modules: 4 ms, which a file without any need not wait for. */
const lateYaml: Plugin = {
  name: 'late-yaml',
  setup(bundle) {
    bundle.onResolve({ filter: /^yaml$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'late', sideEffects: false } : undefined,
    )
    bundle.onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({
      contents: lateSource(`require(${JSON.stringify(path)})`, Object.entries(yaml)),
      resolveDir: process.cwd(),
    }))
  },
}

/**
 * What runs in a process or thread of its own, is seldom needed, or only reads, is bundled by itself: whatever two bundles
 * share becomes a piece more to find, read and compile at each start, and this is the half of a start.
 */
const bundles: Readonly<Record<string, string>> = {
  cli: 'src/main/packaged.ts',
  nothing: 'src/main/packaged-nothing.ts',
  reading: 'src/main/packaged-reading.ts',
  running: 'src/main/packaged-running.ts',
  whole: 'src/main/packaged-whole.ts',
  'print-plan': 'src/cli/run/print-plan.ts',
  repository: 'src/main/open-repository.ts',
  'secret-of-command': 'src/adapters/secrets/command.ts',
  'secret-of-vault': 'src/adapters/secrets/vault.ts',
  'secret-of-aws': 'src/adapters/secrets/aws.ts',
  'secret-of-sops': 'src/adapters/secrets/sops.ts',
  'journal-worker': 'src/adapters/journal-sqlite/worker.ts',
  'sql-program': 'src/executors/sql/program.ts',
  'http-program': 'src/executors/http/program.ts',
  'terminal-program': 'src/executors/terminal/program.ts',
  'ssh-program': 'src/executors/ssh/program.ts',
  'notify-program': 'src/executors/notify/program.ts',
}

/** What is loaded when it is needed, and is a bundle by itself, is loaded from there. */
const apart: Plugin = {
  name: 'apart',
  setup(bundle) {
    const nameOf = new Map(Object.entries(bundles).map(([name, entry]) => [join(process.cwd(), entry), name]))
    bundle.onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
      const name = kind === 'dynamic-import' ? nameOf.get(join(resolveDir, path)) : undefined
      return name === undefined ? undefined : { path: `./${name}.js`, external: true }
    })
  },
}

/** Bundles what is published into `dist/`: the pages, the command line, and the programs it starts as processes and threads. */
for (const name of existsSync('dist') ? readdirSync('dist') : [])
  // The pages are built only when they are old, and a server may be showing them.
  if (name !== 'web') rmSync(join('dist', name), { recursive: true, force: true })
await buildPages()
for (const [name, entry] of Object.entries(bundles))
  await build({
    entryPoints: { [name]: entry },
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    splitting: true,
    minifySyntax: true,
    // Names stay as they are: people read them in a trace.
    minifyWhitespace: true,
    plugins: [builtins, lateYaml, apart],
    legalComments: 'linked',
    // Loaded when the first condition is met, by its own name.
    external: ['@bufbuild/cel', '@lydell/node-pty', '@node-rs/argon2'],
    // Bundled CommonJS packages call require for Node's own modules. A piece that shares nothing is a module all the same.
    banner: {
      js: "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);\nexport {};",
    },
  })
