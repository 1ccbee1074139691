import type { Command, ParsedScript } from 'unbash'
import type { Range } from '../text/range.ts'
import { rangeOf } from '../text/range.ts'
import { walk } from './parse.ts'
import type { ShellWord } from './words.ts'
import { wordsOf } from './words.ts'

/** A command nobody would type: a line of output, of configuration or of prose that happens to parse. */
export type Implausible = { readonly what: string; readonly range: Range }

/** Finds the first command of a block whose name no program has (`NAME READY`, `status: ok`, `Error from server`). */
export function firstImplausible(script: ParsedScript): Implausible | undefined {
  const defined = new Set<string>()
  walk(script, (node) => {
    if (node.type === 'Function') defined.add(node.name.value)
    return 'descend'
  })
  let found: Implausible | undefined
  walk(script, (node) => {
    if (node.type === 'Command' && !found && isImplausible(node, defined))
      found = { what: shown(node), range: rangeOf(node.pos, node.end) }
    return found ? 'skip' : 'descend'
  })
  return found
}

const shown = (command: Command): string =>
  wordsOf(command)
    .map((word) => word.text)
    .join(' ')
    .slice(0, 60) || '>'

function isImplausible(command: Command, defined: ReadonlySet<string>): boolean {
  if (beginsWithPrompt(command) || isLogLine(command)) return true
  const words = wordsOf(command)
  const [name, next] = words
  if (!name?.fixed || defined.has(name.text)) return false
  if (next?.text === '=' || next?.text === ':=') return true
  return nobodysName(name, words)
}

/** `> role` at a foreign prompt would empty the file `role`; `> access.log` is how a log is emptied. */
function beginsWithPrompt({ name, prefix }: Command): boolean {
  const first = prefix[0]
  if (first?.type !== 'Redirect' || first.operator !== '>' || first.descriptor) return false
  if (name) return true
  return /^[\w-]+$/.test(first.target?.value ?? '')
}

/** `level=info ts=12:30 msg="done"`: as services log; nobody sets such names, three in a line, for no command. */
const isLogLine = ({ name, prefix }: Command): boolean =>
  !name &&
  prefix.length > 2 &&
  prefix.every((part) => part.type === 'Assignment') &&
  prefix.some((part) => part.type === 'Assignment' && /^(?:level|lvl|ts|time|msg|caller)$/.test(part.name))

/** Programs whose names begin with a capital, against the rule. */
const capitals: ReadonlySet<string> = new Set([
  'Rscript',
  'Xvfb',
  'Xorg',
  'Xephyr',
  'R',
  'X',
  'MAKEDEV',
  'ImageMagick',
  'CutyCapt',
  'HandBrakeCLI',
])
const punctuation: ReadonlySet<string> = new Set([':', '.', '[', '[[', '!', '{', '}'])

function nobodysName({ text }: ShellWord, words: readonly ShellWord[]): boolean {
  if (capitals.has(text) || punctuation.has(text)) return false
  // `Warning`, `GET`, `Get-Content`: prose, other languages' verbs.
  if (/^(?:[A-Z][a-z]*|[A-Z]{2,}|[A-Z][a-z]+-[A-Z]\w*)[,.!?]?$/.test(text)) return true
  if (/:$|\s|=|^[-@^*+=|<>,;)\]]|^\[|^[a-z][a-z0-9+.-]*:\/\//.test(text)) return true
  // Numbers, times, addresses, hashes; `7z` and `2to3` are programs.
  if (/^(?:[\d.,:%]+|0x[0-9a-f.]+|v?\d+(?:\.\d+)+)$/i.test(text)) return true
  if (!/[A-Za-z0-9]/.test(text) || /^[\u0080-\uffff]/.test(text)) return true
  // A mode as `ls -l` prints it, its first line, and a public key.
  if (/^[dlbcps-](?:[r-][w-][xsStT-]){3}/.test(text)) return true
  return (
    (text === 'total' && /^\d/.test(words[1]?.text ?? '')) ||
    /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+)$/.test(text)
  )
}
