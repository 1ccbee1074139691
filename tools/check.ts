import { spawnSync } from 'node:child_process'

/** Everything a change must pass before it is looked at, in the order of what is quickest to fix. */
const checks: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['types', 'tsc', '-b'],
  ['lint', 'oxlint', 'src', 'web', 'test', 'tools', 'bench'],
  ['format', 'oxfmt', '--check', 'src', 'web', 'test', 'tools', 'bench'],
  ['layers', 'depcruise', 'src', '--config', '.dependency-cruiser.cjs'],
  ['dead code', 'knip'],
  ['shape', 'node', 'tools/tidy.ts'],
  ['generated files', 'node', 'tools/generate.ts', '--check'],
]

const failed: string[] = []
for (const [name, command, ...args] of checks) {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
  if (status === 0) continue
  failed.push(name)
  console.log(`${stdout}${stderr}`)
}
console.log(failed.length === 0 ? 'all checks pass' : `failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
