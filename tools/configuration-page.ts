import type { ConfigKey } from '../src/adapters/server-config/keys.ts'
import { configKeys } from '../src/adapters/server-config/keys.ts'

/** docs/configuration.md: every key of a server's configuration, as its schema describes it. */
export function configurationPage(): string {
  const keys = configKeys()
  const sections = Map.groupBy(keys, ({ key }) => (key.includes('.') ? key.split('.')[0] : ''))
  return [
    '# Configuration of the server',
    '',
    'Generated from `src/adapters/server-config/schema.ts`; change the schema, then run `node tools/generate.ts`.',
    '',
    '`kneeboard serve` is configured by a file, by variables, and by its command line. The command line counts before variables, variables before the file, the file before defaults. `kneeboard doctor --config FILE` checks it all and says where each value comes from.',
    '',
    'The file is the one `--config` or `KNEEBOARD_CONFIG` names, else `~/.config/kneeboard/kneeboard.server.yaml` (`$XDG_CONFIG_HOME`). It is never looked for in a library: a clone must not be able to configure the server that reads it. Whoever runs the server owns it, or root; nobody else may write it.',
    '',
    '```yaml',
    '# yaml-language-server: $schema=server-config-1.json',
    'listen:',
    '  host: 0.0.0.0',
    'publicUrl: https://kneeboard.example.com',
    'library: /srv/runbooks',
    'data: /var/lib/kneeboard',
    'retention:',
    '  olderThan: 400d',
    '  keepFailed: true',
    'egress:',
    '  allow: [vault.internal, "127.0.0.1:9000"]',
    '```',
    '',
    'A key that means nothing, and a value that is not as it must be, is an error with its line; the server does not start. So is a variable `KNEEBOARD_…` that is no key (those that Kubernetes sets for a service of that name are passed over). A list in a variable is separated by commas, a map is `name=value,name=value`. For editors there is a [JSON schema](schemas/server-config-1.json).',
    '',
    ...[...sections].flatMap(([section, some]) => [
      ...(section === '' ? ['## Where'] : [`## ${section}`]),
      '',
      '| Key | Variable | Kind | Default | What it does |',
      '|---|---|---|---|---|',
      ...some.map(row),
      '',
    ]),
  ].join('\n')
}

const row = (key: ConfigKey): string =>
  `| \`${key.key}\` | \`${key.variable}\` | ${kindOf(key)} | ${defaultOf(key)} | ${key.description.replaceAll('|', '\\|')} |`

const kindOf = ({ kind, allowed }: ConfigKey): string =>
  allowed.length > 0 ? allowed.map((each) => `\`${each}\``).join(', ') : kind

function defaultOf({ default: value }: ConfigKey): string {
  if (value === undefined) return ''
  const text = Array.isArray(value)
    ? value.join(', ')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)
  return text === '' || text === '{}' ? 'empty' : `\`${text}\``
}
