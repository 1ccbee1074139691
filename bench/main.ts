import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Every figure we claim, one file after the other; `npm run bench -- run` for one of them. */
const besides = ['main.ts', 'measure.ts']
const wanted = process.argv.slice(2)
const files = globSync(join(import.meta.dirname, '*.ts'))
  .filter((file) => !besides.includes(basename(file)))
  .filter((file) => wanted.length === 0 || wanted.includes(basename(file, '.ts')))
  .sort()
for (const file of files) {
  console.log(`\n${basename(file, '.ts')}`)
  const { status } = spawnSync(process.execPath, [file], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
