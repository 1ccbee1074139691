import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Row } from './measure.ts'

/** Every figure we claim, one file after the other, and a table of all; `npm run bench -- run` for one of them. */
const besides = ['main.ts', 'measure.ts']
const wanted = process.argv.slice(2)
const files = globSync(join(import.meta.dirname, '*.ts'))
  .filter((file) => !besides.includes(basename(file)))
  .filter((file) => wanted.length === 0 || wanted.includes(basename(file, '.ts')))
  .sort()
const rows: Row[] = []
for (const file of files) {
  console.log(`\n${basename(file, '.ts')}`)
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.on('message', (row) => rows.push(row as Row))
  const [code] = await once(child, 'exit')
  if (code !== 0) process.exitCode = 1
}
console.table(Object.fromEntries(rows.map(({ what, ...row }) => [what, row])))
