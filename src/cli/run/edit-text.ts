import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Conductor } from './conductor.ts'
import { askLine } from './conductor.ts'
import { said } from './screen.ts'

/** Lets the operator change a command: one line in place, more in their editor. Undefined: nothing came of it. */
export async function editText(conductor: Conductor, text: string): Promise<string | undefined> {
  const trimmed = text.replace(/\n+$/, '')
  const { environment, findProgram } = conductor.cli.world
  const named = environment['VISUAL'] || environment['EDITOR']
  if (!trimmed.includes('\n') && !named) return askLine(conductor, '$', trimmed)
  const editor = named ?? ['nano', 'vi'].find((name) => findProgram(name) !== undefined)
  if (editor === undefined) {
    const { writer, view } = conductor
    writer.lines(said('!', 'no editor is found: set EDITOR to edit more than one line', 'yellow', view))
    return undefined
  }
  return inEditor(conductor, editor, text)
}

async function inEditor(conductor: Conductor, editor: string, text: string): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'kneeboard-edit-'))
  const file = join(folder, 'command')
  conductor.keyboard.close()
  try {
    await writeFile(file, text, { mode: 0o600 })
    const code = await runEditor(editor, file)
    if (code === 0) return await readFile(file, 'utf8')
    const { writer, view } = conductor
    writer.lines(said('!', `the editor ended with ${code}: nothing is changed`, 'yellow', view))
    return undefined
  } finally {
    conductor.keyboard.open()
    await rm(folder, { recursive: true, force: true })
  }
}

/** `EDITOR` may hold arguments (`code --wait`); it is the person's own setting, but still no shell reads it. */
function runEditor(editor: string, file: string): Promise<number | string> {
  const [program = 'vi', ...args] = editor.split(/\s+/).filter((word) => word !== '')
  return new Promise((resolve) => {
    const child = spawn(program, [...args, file], { stdio: 'inherit' })
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, osSignal) => resolve(code ?? osSignal ?? 'no result'))
  })
}
