import { templateExample } from '../../src/lint/template.ts'
import type { Defect } from './defect.ts'
import { frontmatter, lines, service, stepWith, task, withParameters } from './defect.ts'
import type { Random } from './random.ts'

const nameHeader = ['Name', 'Description'] as const

/** A document made from the template with one thing missing. */
const missing = (rule: string, field: Parameters<typeof templateExample>[0][number]): Defect => ({
  rule,
  into: 'document',
  text: (random) => templateExample([field], '## Steps', '', `1. ${task(random)}.`),
})

const templateSteps = (rule: string): Defect => ({
  rule,
  into: 'document',
  text: (random) => templateExample([], '## Steps', '', `1. ${task(random)}.`, `2. ${task(random)}.`),
})

const used = (random: Random, name: string): string => `1. ${task(random)} for {{ ${name} }}.`

/** What goes wrong at the head of a document, in its parameters, or in the whole of it. */
export const defectsOfDocuments: readonly Defect[] = [
  {
    rule: 'choice-without-allowed',
    into: 'document',
    text: (random) =>
      withParameters(
        random,
        ['Name', 'Type', 'Allowed'],
        [['region', 'choice', random.pick(['', ' '])]],
        used(random, 'region'),
      ),
  },
  {
    rule: 'date-not-understood',
    into: 'head',
    text: (random) =>
      frontmatter(
        random,
        random.pick([
          'last_reviewed_on: last spring',
          'updated: a while ago',
          'last_updated: 2025-13-40',
          'review_in: now and then',
        ]),
        'owner: web',
      ),
  },
  {
    rule: 'destructive-without-rollback',
    into: 'document',
    text: (random) =>
      templateExample(
        [],
        '## Steps',
        '',
        ...stepWith(random, [
          random.pick([
            `kubectl delete deployment ${service(random)}`,
            `rm -rf /srv/${service(random)}`,
            `systemctl stop ${service(random)}`,
          ]),
        ]).split('\n'),
      ),
  },
  {
    rule: 'duplicate-parameter',
    into: 'document',
    text: (random) =>
      withParameters(
        random,
        nameHeader,
        [
          ['node_name', 'one'],
          [random.pick(['Node-Name', 'node_name', 'NODE_NAME', 'nodeName']), 'other'],
        ],
        used(random, 'node_name'),
      ),
  },
  {
    rule: 'file-too-large',
    into: 'document',
    text: (random) => `# ${task(random)}\n\n${'Words of a file. '.repeat(140_000)}\n`,
  },
  {
    rule: 'frontmatter-duplicate-key',
    into: 'head',
    text: (random) => {
      const key = random.pick(['owner', 'service', 'tags', 'review_in'])
      return frontmatter(random, `${key}: one`, `severity: high`, `${key}: other`)
    },
  },
  {
    rule: 'frontmatter-invalid',
    into: 'head',
    text: (random) =>
      frontmatter(
        random,
        random.pick(['owner: [payments', 'owner: {a: b', 'owner: "payments', 'a: b: c', '\towner: x']),
        'service: web',
      ),
  },
  {
    rule: 'frontmatter-too-large',
    into: 'head',
    text: (random) => frontmatter(random, `notes: "${'word '.repeat(14_000)}"`),
  },
  {
    rule: 'inline-too-long',
    into: 'steps',
    text: (random) => lines(`1. ${task(random)}.`, '', 'words of *one* paragraph '.repeat(1_500)),
  },
  {
    rule: 'metadata-disagreement',
    into: 'document',
    text: (random) =>
      lines(
        '---',
        `owner: payments`,
        '---',
        `# ${task(random)}`,
        '',
        random.pick(['**Owner:** platform', 'Owner: platform', '> **Owning team:** platform']),
        '',
        `1. ${task(random)}.`,
      ),
  },
  missing('missing-escalation', 'Escalation POC'),
  missing('missing-last-updated', 'Last Updated'),
  missing('missing-outcome', 'Description'),
  missing('missing-owner', 'Runbook Author'),
  missing('missing-permissions', 'Special Permissions'),
  missing('missing-tools', 'Tools Used'),
  {
    rule: 'nesting-too-deep',
    into: 'document',
    text: (random) => `# ${task(random)}\n\n${random.pick(['> ', '- '])}`.concat('> '.repeat(130), 'deep\n'),
  },
  templateSteps('no-error-handling'),
  templateSteps('no-rollback'),
  templateSteps('no-verification'),
  { ...templateSteps('not-validated'), facts: { validation: 'none' } },
  { ...templateSteps('not-validated'), facts: { validation: 'lapsed' } },
  {
    rule: 'parameter-default-not-allowed',
    into: 'document',
    text: (random) => {
      const [type, value, allowed] = random.pick([
        ['choice', 'west', 'north, south'],
        ['integer', 'three', ''],
        ['boolean', 'perhaps', ''],
        ['date', 'soon', ''],
        ['string', 'Web', '/[a-z]+/'],
      ])
      return withParameters(
        random,
        ['Name', 'Type', 'Default', 'Allowed'],
        [['region', type, value, allowed]],
        used(random, 'region'),
      )
    },
  },
  {
    rule: 'parameter-table-invalid',
    into: 'document',
    text: (random) =>
      withParameters(
        random,
        ['Name', 'Type'],
        [['host', random.pick(['strnig', 'intger', 'boolan', 'hostname'])]],
        used(random, 'host'),
      ),
  },
  {
    rule: 'reference-in-unsafe-place',
    into: 'document',
    text: (random) =>
      withParameters(
        random,
        nameHeader,
        [['host', 'where']],
        ...stepWith(random, [
          random.pick([
            `echo 'on {{ host }}'`,
            `{{ host }} restart`,
            'echo `uptime {{ host }}`',
            `eval "{{ host }}"`,
            `sh -c "uptime {{ host }}"; echo \${A:-{{ host }}}`,
          ]),
        ]).split('\n'),
      ),
  },
  {
    rule: 'review-overdue',
    into: 'head',
    text: (random) =>
      frontmatter(
        random,
        `last_reviewed_on: ${random.pick(['2024-02-10', '10 February 2024', '2023/11/30'])}`,
        `review_in: ${random.pick(['6 months', '1 year', '90d'])}`,
      ),
  },
  {
    rule: 'secret-with-default',
    into: 'document',
    text: (random) =>
      withParameters(
        random,
        ['Name', 'Type', 'Default'],
        [['token', 'secret', random.pick(['hunter2', 'changeme', 'p4ss'])]],
        used(random, 'token'),
      ),
  },
  {
    rule: 'template-not-filled-in',
    into: 'head',
    text: (random) =>
      frontmatter(
        random,
        random.pick([
          'author: Your Name',
          'escalation: Escalation Name',
          'owner: TBD',
          'owner: TODO',
          'tools: Tools',
        ]),
      ),
  },
  {
    rule: 'title-missing',
    into: 'document',
    text: (random) => lines(`${task(random)} when it hangs.`, '', `1. ${task(random)}.`),
  },
  {
    rule: 'too-many-steps',
    into: 'document',
    text: (random) =>
      lines(`# ${task(random)}`, '', ...Array.from({ length: 10_050 }, (_, n) => `${n + 1}. Check ${n}`)),
  },
  {
    rule: 'undefined-parameter-reference',
    into: 'document',
    text: (random) =>
      withParameters(
        random,
        nameHeader,
        [['host', 'where']],
        ...stepWith(random, [
          `ssh {{ ${random.pick(['hots', 'hosts', 'target', 'node_name'])} }} uptime {{ host }}`,
        ]).split('\n'),
      ),
  },
  {
    rule: 'unused-parameter',
    into: 'document',
    text: (random) =>
      withParameters(random, nameHeader, [
        [random.pick(['region', 'ticket_number', 'window']), 'where it runs'],
      ]),
  },
]
