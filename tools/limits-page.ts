import { globSync, readFileSync } from 'node:fs'

type Limit = { readonly file: string; readonly name: string; readonly value: string; readonly why: string }

/**
 * docs/limits.md: every constant of the product that says how much of something there may be, with the reason that
 * stands above it. What has no reason there is no limit that anybody meets.
 */
export function limitsPage(): string {
  const limits = globSync('src/**/*.ts')
    .filter((file) => !file.endsWith('.test.ts'))
    .sort()
    .flatMap(limitsIn)
  const rooms = Map.groupBy(limits, ({ file }) => file.split('/')[1] ?? '')
  return [
    '# Limits',
    '',
    'Generated from the constants of `src/`; change one there, then run `node tools/generate.ts`.',
    '',
    'Everything has a limit. What reaches one is told so; nothing hangs or grows without end. Those an operator sets are in [configuration.md](configuration.md); what a runbook sets (`Timeout:`, turns of a loop, retries) is in [format.md](format.md).',
    '',
    ...[...rooms].flatMap(([room, some]) => [
      `## ${room}`,
      '',
      '| Limit | Value | Why, and what happens there |',
      '|---|---|---|',
      ...some.map(
        ({ file, name, value, why }) =>
          `| [\`${name}\`](../${file}) | ${value} | ${why.replaceAll('|', '\\|')} |`,
      ),
      '',
    ]),
  ].join('\n')
}

/** `/** Why. *\/` and below it `const somethingMax = 64 * 1024`. */
function limitsIn(file: string): readonly Limit[] {
  const found = readFileSync(file, 'utf8').matchAll(
    /\/\*\* ([^\n]*?) \*\/\n(?:export )?const ((?:\w*(?:Max|MaxBytes|MaxMs|MaxDefault|LimitMs)|timeoutMs|keptMs|connectMs|tryMs)) = ([\d_ *]+)$/gm,
  )
  return [...found].map(([, why = '', name = '', value = '']) => ({
    file: file.replaceAll('\\', '/'),
    name,
    value: shown(name, valueOf(value)),
    why,
  }))
}

/** Products and powers of numbers, as they are written. */
const valueOf = (text: string): number =>
  text
    .replaceAll('_', '')
    .split(' * ')
    .map((factor) => {
      const [base = '', exponent = '1'] = factor.split(' ** ')
      return Number(base) ** Number(exponent)
    })
    .reduce((product, factor) => product * factor, 1)

function shown(name: string, value: number): string {
  if (name.endsWith('Ms')) return value % 60_000 === 0 ? `${value / 60_000} min` : `${value / 1000} s`
  if (!/bytes/i.test(name)) return value.toLocaleString('en-US')
  for (const [unit, size] of [
    ['GiB', 2 ** 30],
    ['MiB', 2 ** 20],
    ['KiB', 2 ** 10],
  ] as const)
    if (value >= size && value % (size / 2) === 0) return `${value / size} ${unit}`
  return `${value.toLocaleString('en-US')} bytes`
}
