import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Files below a folder whose raw bytes hold the text: databases, their logs, spools, whatever lies there. */
export const filesHolding = (folder: string, text: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text))
