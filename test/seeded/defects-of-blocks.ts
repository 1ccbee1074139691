import type { Defect } from './defect.ts'
import { lines, service, stepWith, task } from './defect.ts'
import type { Random } from './random.ts'

const hex = (random: Random, length: number, alphabet: string): string =>
  Array.from({ length }, () => alphabet[random.below(alphabet.length)] ?? 'a').join('')
const mixed = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789'

/** A value as a generator of passwords makes them: no five letters of one case in a row. */
const password = (random: Random): string =>
  Array.from(
    { length: 5 },
    () => `${hex(random, 2, 'ABCDEFGHJK')}${hex(random, 2, 'mnpqrst')}${hex(random, 1, '23456789')}`,
  ).join('')

const inBlock = (
  rule: string,
  code: (random: Random) => readonly string[],
  language?: (random: Random) => string,
) => ({
  rule,
  into: 'steps' as const,
  text: (random: Random) => stepWith(random, code(random), language?.(random)),
})

const shellLanguage = (attributes: string) => (random: Random) =>
  `${random.pick(['sh', 'bash'])} {${attributes}}`

/** What goes wrong inside code blocks. */
export const defectsOfBlocks: readonly Defect[] = [
  inBlock(
    'attribute-on-copied-block',
    (random) => [`systemctl restart ${service(random)}`],
    (random) =>
      `${random.pick(['console', 'text', 'output', 'log'])} {${random.pick(['auto', 'timeout=30s', 'confirm'])}}`,
  ),
  inBlock(
    'attribute-unknown',
    (random) => [`systemctl restart ${service(random)}`],
    (random) =>
      `sh {${random.pick(['timeot=30s', 'timeoutt=5m', 'manuall', 'confrim', 'repeatabel', 'outptu=x', 'backgruond'])}}`,
  ),
  inBlock(
    'auto-block-that-destroys',
    (random) => [
      random.pick([
        `kubectl delete pvc data-${service(random)}-0`,
        `rm -rf /srv/${service(random)}/releases`,
        `kubectl scale deployment/${service(random)} --replicas=0`,
        `docker rm -f ${service(random)}`,
        `systemctl stop ${service(random)}`,
        `helm uninstall ${service(random)}`,
        `terraform destroy -auto-approve`,
      ]),
    ],
    shellLanguage('auto'),
  ),
  inBlock(
    'auto-block-with-placeholder',
    (random) => [
      random.pick([
        `kubectl rollout restart deployment/<name>`,
        `kubectl logs <pod name> -n ${service(random)}`,
        `curl -H "Authorization: YOUR_TOKEN" https://${service(random)}.example.com/health`,
        `ssh-keygen -R <host>`,
        `scp path/to/file ${service(random)}-1:/tmp`,
      ]),
    ],
    shellLanguage('auto'),
  ),
  inBlock('commands-after-inner-session', (random) =>
    random.pick([
      [`ssh ${service(random)}-1`, random.pick([`systemctl restart nginx`, `df -h`])],
      [`kubectl exec -it ${service(random)}-0 -- bash`, `cat /etc/hosts`],
      [`docker exec -it ${service(random)} sh`, `ls -l`],
      [`psql -h db.example.com ${service(random).replace('-', '_')}`, `SELECT 1;`],
    ]),
  ),
  {
    rule: 'empty-block',
    into: 'steps',
    text: (random) =>
      stepWith(random, random.pick([[], [''], ['', '']]), random.pick(['sh', 'yaml', 'text', ''])),
  },
  inBlock('invisible-character-in-block', (random) => [
    `systemctl${random.pick(['\u00a0', '\u200b', '\u202f', '\u2060', '\ufeff'])} restart ${service(random)}`,
  ]),
  inBlock(
    'invisible-character-in-block',
    (random) => [`access: ${random.pick(['\u202e', '\u2066', '\u202d'])}user${service(random)}`],
    () => 'yaml',
  ),
  inBlock(
    'marked-block-refused',
    (random) => [random.pick(['for: a little while', 'for: soon', 'for: 5 parsecs'])],
    () => 'yaml wait',
  ),
  inBlock(
    'marked-block-refused',
    (random) => [`SELECT count(*) FROM ${service(random).replace('-', '_')};`],
    () => 'sql {auto}',
  ),
  inBlock('placeholder-in-shell', (random) => [
    random.pick([
      `kubectl delete pod <pod name>`,
      `kubectl get pods -n <namespace>`,
      `export REGION=YOUR_REGION`,
      `ssh <host> uptime`,
      `aws s3 ls s3://<bucket-name>/${service(random)}`,
      `curl https://CHANGEME.example.com/${service(random)}`,
      `helm get values XXX`,
    ]),
  ]),
  inBlock('prompt-in-shell', (random) => [
    `$ systemctl restart ${service(random)}`,
    ...random.pick([[], ['$ uptime']]),
  ]),
  inBlock('prompt-not-decidable', (random) => [
    `kubectl get pods -l app=${service(random)}`,
    random.pick(['NAME    READY   STATUS', 'NAMESPACE   NAME   AGE', 'NAME   TYPE   CLUSTER-IP']),
    `${service(random)}-0   0/1     Pending`,
  ]),
  inBlock('secret-in-text', (random) => [
    random.pick([
      `export API_TOKEN=ghp_${hex(random, 36, mixed)}`,
      `export AWS_ACCESS_KEY_ID=AKIA${hex(random, 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
      `curl https://hooks.slack.com/services/T${hex(random, 9, 'ABCDEFGH23456789')}/B${hex(random, 9, 'ABCDEFGH23456789')}/${hex(random, 24, mixed)}`,
      `export GITLAB=glpat-${hex(random, 20, mixed)}`,
      `mysql --password=${password(random)} orders`,
      `psql postgres://app:${password(random)}@db.example.com/orders`,
      `echo '-----BEGIN ${random.pick(['RSA ', '', 'EC '])}PRIVATE KEY-----'`,
    ]),
  ]),
  inBlock('shell-syntax', (random) => [
    ...random.pick([
      [`for pod in a b; do`, `  kubectl delete pod "$pod"`],
      [`if true; then`, `  uptime`],
      [`echo "restarting ${service(random)}`],
      [`echo $(date`],
      [`uptime )`],
      [`case $1 in start) uptime`],
    ]),
  ]),
  inBlock('smart-quotes-in-shell', (random) => [
    random.pick([
      `echo “restarting ${service(random)}”`,
      `echo ‘restarting ${service(random)}’`,
      `kubectl get pods -l „app=${service(random)}”`,
    ]),
  ]),
  inBlock('space-after-backslash', (random) => [
    `kubectl rollout restart \\${random.pick([' ', '  ', '\t'])}`,
    `  deployment/${service(random)}`,
  ]),
  inBlock(
    'tab-in-yaml',
    (random) => [`${service(random)}:`, random.pick(['\treplicas: 3', '  \treplicas: 3', '\timage: "x"'])],
    (random) => random.pick(['yaml', 'yml']),
  ),
  inBlock('typographic-dash-in-shell', (random) => [
    random.pick([
      `journalctl –follow -u ${service(random)}`,
      `kubectl get pods —all-namespaces`,
      `ls –l /srv/${service(random)}`,
    ]),
  ]),
  inBlock(
    'unknown-action-word',
    () => ['message: Go on?'],
    (random) =>
      `${random.pick(['yaml', 'json'])} ${random.pick(['approv', 'aprove', 'choos', 'chooose', 'apprvoe'])}`,
  ),
  inBlock('unset-variable-in-shell', (random) => [
    random.pick([
      `kubectl get pods --namespace "$SEEDED_NAMESPACE"`,
      `curl "https://\${SEEDED_HOST}/health"`,
      `ssh $SEEDED_BASTION uptime`,
    ]),
  ]),
  {
    rule: 'unclosed-fence',
    // Anywhere else the next fence of the document closes it.
    into: 'end',
    text: (random) =>
      lines(
        `1. ${task(random)}:`,
        '',
        `${random.pick(['```', '~~~', '````'])}sh`,
        `systemctl restart ${service(random)}`,
        '',
        `2. ${task(random)}.`,
      ),
  },
  {
    rule: 'list-split-by-fence',
    into: 'steps',
    text: (random) => {
      const [first, second] = random.pick([
        ['1.', '2.'],
        ['1)', '2)'],
        ['1.', '1.'],
        ['3.', '4.'],
      ])
      const fence = random.pick(['```', '~~~'])
      return lines(
        `${first} ${task(random)}:`,
        ...random.pick([[], ['']]),
        `${fence}sh`,
        `systemctl restart ${service(random)}`,
        fence,
        `${second} ${task(random)}.`,
      )
    },
  },
]
