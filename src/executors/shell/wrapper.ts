import { join } from 'node:path'
import type { ShellDialect } from '../../shell/dialect.ts'
import { shellQuoted } from '../../shell/quote.ts'
import { attemptFiles, sessionUnchanged } from '../attempt-files.ts'

/** How a shell comes by its block and by the source that captures its session. */
export type BlockSource = {
  readonly environment: Readonly<Record<string, string>>
  readonly files: readonly { readonly name: string; readonly text: string }[]
  /** Shell source that evaluates the capture, and leaves the block in KNEEBOARD_S. */
  readonly read: string
}

/**
 * By two variables that are gone before the block begins: making, reading and removing a file each was measured at a
 * third of a step. A block that may not fit into a variable (128 kB on Linux) comes by files.
 */
export function blockSource(dialect: ShellDialect, block: string, capture: string): BlockSource {
  if (block.length + capture.length > inVariableMax) {
    const read = readInto[dialect]
    return {
      environment: {},
      files: [
        { name: captureFile, text: capture },
        { name: blockFile, text: block },
      ],
      read: `${read(captureFile)}; eval "$KNEEBOARD_S"; ${read(blockFile)}`,
    }
  }
  return {
    environment: { KNEEBOARD_CAPTURE: capture, KNEEBOARD_BLOCK: block },
    files: [],
    read: 'eval "$KNEEBOARD_CAPTURE"; KNEEBOARD_S=$KNEEBOARD_BLOCK; unset KNEEBOARD_CAPTURE KNEEBOARD_BLOCK',
  }
}

/** UTF-16 units: at most three bytes each. */
const inVariableMax = 32_000

/** Files a large block is started from. */
const blockFile = 'block'
const captureFile = 'capture'

/** How a file is read into KNEEBOARD_S: with builtins only where the shell has them. */
const readInto = {
  bash: (file: string) => `IFS= read -rd '' KNEEBOARD_S <"$1/${file}" || :`,
  zsh: (file: string) => `KNEEBOARD_S=$(<"$1/${file}")`,
  // The x keeps newlines at the end.
  sh: (file: string) => `KNEEBOARD_S=$(command cat "$1/${file}"; echo x); KNEEBOARD_S=\${KNEEBOARD_S%x}`,
} as const satisfies Record<ShellDialect, (file: string) => string>

/**
 * The text given to the shell with `-c`. It holds nothing of the block, so that a block's `pkill -f word` does not
 * find its own shell. The block is evaluated on the first line: the shell's messages then say `block: line 3`.
 */
export function startText({ read }: BlockSource, errors: 'stop' | 'go-on'): string {
  const first = [read, 'shift', ...(errors === 'stop' ? ['set -e'] : []), 'eval "$KNEEBOARD_S"'].join('; ')
  // A block that set its own EXIT trap took ours away: what it did is captured here.
  return `${first}\nKNEEBOARD_E=$?; [ "$KNEEBOARD_E" != 0 ] || { kb_session; trap - EXIT; }; exit "$KNEEBOARD_E"`
}

/**
 * Put before the start of a shell that is begun while its start is still being written down (decision 0013): it waits
 * until it is told, by the line that its claim is to hold, and takes the claim exclusively. No line, or no claim:
 * nothing is run. Reading byte by byte, a shell takes no more than that line.
 */
export const heldText = [
  'IFS= read -r KNEEBOARD_S <&3 || exit 111',
  'exec 3<&-',
  'set -C',
  `{ echo "$KNEEBOARD_S" >"$1/${attemptFiles.claim}"; } 2>/dev/null || exit 111`,
  'set +C; ',
].join('; ')

/** What is captured, and where to: all of it made by us, and names are identifiers. */
export type Capture = {
  readonly folder: string
  /** Where the block begins. */
  readonly cwd: string
  readonly names: readonly string[]
}

/**
 * Shell source that writes directory and variables to the file `session` when the shell ends with 0. Values are
 * printed between NULs and never read back as source. A block that sets nothing and stays where it is, as most do,
 * only says so behind its claim.
 */
export function captureText(dialect: ShellDialect, { folder, cwd, names }: Capture): string {
  const run = ownCommand[dialect]
  const all = [
    '  { {',
    `    ${run} printf 'cwd\\000'; ${run} pwd; ${run} printf '\\000'`,
    ...names.map((name) => captureOne(dialect, name)),
    `    ${run} printf 'end\\000'`,
    `  } >|${shellQuoted(join(folder, attemptFiles.session))}; } 3>&2 2>/dev/null || :`,
  ]
  const claim = shellQuoted(join(folder, attemptFiles.claim))
  const stayed = `{ ${run} [ . -ef ${shellQuoted(cwd)} ] && ${run} echo ${sessionUnchanged} >>${claim}; } 2>/dev/null`
  return [
    'kb_session() {',
    ...(names.length === 0 ? [`  ${stayed} ||`, ...all] : all),
    '}',
    `trap '[ "$?" != 0 ] || kb_session' EXIT`,
    '',
  ].join('\n')
}

function captureOne(dialect: ShellDialect, name: string): string {
  const run = ownCommand[dialect]
  const carry = [
    `if [ "\${#${name}}" -gt 100000 ]; then ${run} echo 'kneeboard: ${name} is over 100 kB and is not carried to the next block: pass a file' >&3; `,
    `else ${run} printf 'set\\000%s\\000%s\\000' ${name} "$${name}"; fi`,
  ].join('')
  const scalar = isScalar(dialect, name)
  const set = scalar === undefined ? carry : `if ${scalar}; then ${carry}; fi`
  return `    if [ "\${${name}+x}" ]; then ${set}; else ${run} printf 'unset\\000%s\\000' ${name}; fi`
}

/** How a shell is told to use its own command, whatever function a block gave that name. */
const ownCommand = { bash: 'builtin', zsh: 'builtin', sh: 'command' } as const satisfies Record<
  ShellDialect,
  string
>

/** Lists cannot be handed over in an environment: they are not carried. */
function isScalar(dialect: ShellDialect, name: string): string | undefined {
  switch (dialect) {
    case 'bash':
      return `case $(declare -p ${name}) in 'declare -'[aA]*) false;; esac`
    case 'zsh':
      return `[[ \${(t)${name}} != (array|association)* ]]`
    case 'sh':
      return undefined
  }
}
