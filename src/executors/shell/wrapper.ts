import { join } from 'node:path'
import type { ShellDialect } from '../../shell/dialect.ts'
import { shellQuoted } from '../../shell/quote.ts'
import { attemptFiles } from '../attempt-files.ts'

/** Files a shell block is started from. */
export const blockFile = 'block'
export const captureFile = 'capture'

/** How a block's file is read into KNEEBOARD_S: with builtins only where the shell has them. */
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
export function startText(dialect: ShellDialect, errors: 'stop' | 'go-on'): string {
  const read = readInto[dialect]
  const first = [
    read(captureFile),
    'eval "$KNEEBOARD_S"',
    read(blockFile),
    'shift',
    ...(errors === 'stop' ? ['set -e'] : []),
    'eval "$KNEEBOARD_S"',
  ].join('; ')
  // A block that set its own EXIT trap took ours away: what it did is captured here.
  return `${first}\nKNEEBOARD_E=$?; [ "$KNEEBOARD_E" != 0 ] || kb_session; exit "$KNEEBOARD_E"`
}

/**
 * Shell source that writes directory and variables to the file `session` when the shell ends with 0. Values are
 * printed between NULs and never read back as source. Names are identifiers; the only outside text is the folder.
 */
export function captureText(dialect: ShellDialect, folder: string, names: readonly string[]): string {
  const target = shellQuoted(join(folder, attemptFiles.session))
  const run = ownCommand[dialect]
  return [
    'kb_session() {',
    '  { {',
    `    ${run} printf 'cwd\\000'; ${run} pwd; ${run} printf '\\000'`,
    ...names.map((name) => captureOne(dialect, name)),
    `    ${run} printf 'end\\000'`,
    `  } >|${target}; } 3>&2 2>/dev/null || :`,
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
