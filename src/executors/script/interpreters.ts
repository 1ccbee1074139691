/** A program that runs a script's file. */
export type Interpreter = {
  /** Tried in this order on the path; `node` that is not there means the one that runs us. */
  readonly programs: readonly [string, ...string[]]
  /** Before the script's file. */
  readonly options: readonly string[]
  /** The ending of the script's file: some interpreters decide by it. */
  readonly ending: string
  /** What to install when it is missing. */
  readonly package: string
  /** It reads types itself; other files of types are for our own Node, which is recent enough. */
  readonly types?: 'its own'
  /** Put before a source that does not begin so. */
  readonly opening?: string
}

/** The interpreter for a fence's language; undefined when scripts of that language are not run. */
export const interpreterFor = (language: string): Interpreter | undefined =>
  interpreters.get(language.toLowerCase())

/** The languages scripts can be written in, for messages. */
export const scriptLanguages = (): readonly string[] => [...interpreters.keys()]

const python: Interpreter = { programs: ['python3', 'python'], options: [], ending: 'py', package: 'python3' }
const node: Interpreter = { programs: ['node'], options: [], ending: 'js', package: 'nodejs' }
const ruby: Interpreter = { programs: ['ruby'], options: [], ending: 'rb', package: 'ruby' }
const perl: Interpreter = { programs: ['perl'], options: [], ending: 'pl', package: 'perl' }
const powershell: Interpreter = {
  programs: ['pwsh'],
  options: ['-NoLogo', '-NoProfile', '-NonInteractive', '-File'],
  ending: 'ps1',
  package: 'powershell (https://aka.ms/powershell)',
}
/** By ending: a Node that knows no types says so itself. */
const typescript: Interpreter = { ...node, ending: 'ts' }

const interpreters: ReadonlyMap<string, Interpreter> = new Map<string, Interpreter>([
  ['python', python],
  ['python3', python],
  ['py', python],
  ['javascript', node],
  ['js', node],
  ['node', node],
  ['mjs', { ...node, ending: 'mjs' }],
  ['typescript', typescript],
  ['ts', typescript],
  ['ruby', ruby],
  ['rb', ruby],
  ['perl', perl],
  ['pl', perl],
  ['php', { programs: ['php'], options: [], ending: 'php', package: 'php-cli', opening: '<?php\n' }],
  ['lua', { programs: ['lua', 'lua5.4', 'lua5.3'], options: [], ending: 'lua', package: 'lua5.4' }],
  ['fish', { programs: ['fish'], options: ['--no-config'], ending: 'fish', package: 'fish' }],
  ['powershell', powershell],
  ['pwsh', powershell],
  ['ps1', powershell],
  [
    'deno',
    {
      programs: ['deno'],
      options: ['run', '--quiet', '--no-prompt', '--allow-all'],
      ending: 'ts',
      package: 'deno (https://deno.com)',
      types: 'its own',
    },
  ],
  ['r', { programs: ['Rscript'], options: ['--vanilla'], ending: 'R', package: 'r-base-core' }],
])
