import { expect, test } from 'vitest'
import { sourceOf } from '../../text/source.ts'
import type { SectionRole } from '../section.ts'
import { outlineOf } from '../../../test/document-outline.ts'
import { roleOf } from './heading.ts'
import { readMarkdown } from './read.ts'

const roles: readonly (readonly [SectionRole, readonly string[]])[] = [
  ['info', ['Runbook Info', 'Table of contents']],
  ['outcome', ['Goal', 'Desired outcome', 'Objectives']],
  ['parameters', ['Parameters', 'Inputs']],
  ['prerequisites', ['Prerequisites', 'Pre-requisites', 'Before you begin']],
  ['steps', ['Steps', 'Procedure', 'How to rotate keys', 'Failover procedure', 'Mitigation steps']],
  ['diagnosis', ['Diagnosis', 'Troubleshooting', 'Investigate the queue']],
  ['mitigation', ['Mitigation', 'Resolution', 'Database recovery', 'Fix it']],
  ['verification', ['Verification', 'Verify the result']],
  ['rollback', ['Rollback', 'Roll back', 'Revert the change']],
  ['escalation', ['Escalation', 'Who to call']],
  ['triggers', ['When to use this runbook']],
  ['impact', ['Impact']],
  ['meaning', ['Meaning', 'Overview', 'Background']],
  ['references', ['References', 'See also', 'Useful links']],
  [
    'other',
    [
      'How it works',
      'Recovery Type',
      'Rollback Details',
      'Service Tier',
      'Alert: disk is full',
      'Resource exhaustion',
    ],
  ],
]

for (const [role, titles] of roles)
  test.each(titles)(`${role}: %s`, (title) => expect(roleOf(title)).toBe(role))

test('sections nest by level, and their ranges hold their sub-sections', () => {
  const text = 'before\n# A\na\n## B\nb\n### C\n## D\n'
  const { sections } = readMarkdown(sourceOf(text), 'a.md')
  expect(sections.map(({ id, parent }) => [id, parent])).toEqual([
    ['', undefined],
    ['a', undefined],
    ['b', 1],
    ['b/c', 2],
    ['d', 1],
  ])
  expect(sections.map(({ range }) => text.slice(range.from, range.to))).toEqual([
    'before\n',
    '# A\na\n## B\nb\n### C\n## D\n',
    '## B\nb\n### C\n',
    '### C\n',
    '## D\n',
  ])
})

test('setext headings, numbering and anchors', () => {
  const { sections } = readMarkdown(sourceOf('Restart\n=======\n\n2.1. Stop {#stop}\n---\n'), 'a.md')
  expect(sections.slice(1).map(({ title, level }) => [title, level])).toEqual([
    ['Restart', 1],
    ['Stop', 2],
  ])
})

const menu = (name: string, given: readonly string[], then: readonly string[]) =>
  test(name, () => {
    const lines = outlineOf(readMarkdown(sourceOf(given.join('\n')), 'a.md'))
    expect(lines.filter((line) => line.startsWith('menu'))).toEqual(then)
  })

menu(
  'who takes part has steps of their own',
  [
    '# After it',
    '## Tasks',
    '### Steps for the Deputy',
    '1. Close the call.',
    '### Steps for the Scribe',
    '1. Save the notes.',
  ],
  ['menu environments in tasks: Steps for the Deputy | Steps for the Scribe'],
)

menu(
  'one of two ways is a choice',
  [
    '## Steps',
    'Set it in one of two ways:',
    '',
    '- For all, set the variable',
    '- For one, set it in its page',
  ],
  ['menu announced in steps: For all, set the variable | For one, set it in its page'],
)

menu(
  'sub-sections of a mitigation are a menu',
  ['# T', '## Mitigation', '### Full disk', '- Delete logs', '### Slow network', '- Call them'],
  ['menu mitigations in mitigation: Full disk | Slow network'],
)
menu(
  'sections named for environments are a menu',
  ['# T', '## Steps', '### Production', '1. Go', '### Staging', '1. Go'],
  ['menu environments in steps: Production | Staging'],
)
menu(
  'ways of doing one thing are a menu',
  ['# T', '## Steps', '### Using the console', '1. Go', '### With the CLI', '1. Go'],
  ['menu methods in steps: Using the console | With the CLI'],
)
menu(
  'details are a menu',
  [
    '## Steps',
    '<details><summary>AWS</summary>',
    '',
    '1. Go',
    '',
    '</details>',
    '<details><summary>GCP</summary>',
    '',
    '1. Run',
    '',
    '</details>',
  ],
  ['menu details in steps: AWS | GCP'],
)
menu(
  'tabs are a menu',
  [
    '## Steps',
    '::::{tab-set}',
    ':::{tab-item} AWS',
    '',
    '1. Go',
    '',
    ':::',
    ':::{tab-item} GCP',
    '',
    '1. Run',
    '',
    ':::',
    '::::',
  ],
  ['menu tabs in steps: AWS | GCP'],
)
menu(
  'conditional bullets are a menu',
  ['## Mitigation', '- Look at the disk', '- If it is full, delete logs', '- Otherwise, call the owner'],
  ['menu conditions in mitigation: If it is full, delete logs | Otherwise, call the owner'],
)
menu(
  'several procedures in one file are a menu',
  ['# Users', '## Create a user', '1. Open the form', '## Delete a user', '1. Open the list'],
  ['menu procedures in users: Create a user | Delete a user'],
)
menu(
  'one of the following is a menu',
  ['## Mitigation', 'Apply one of the following settings:', '', '- Add memory', '- Remove the limit'],
  ['menu announced in mitigation: Add memory | Remove the limit'],
)
menu(
  'what follows "either" is a menu',
  ['## Steps', '- Open a terminal, either:', '- Run it here', '- Run it there'],
  ['menu announced in steps: Run it here | Run it there'],
)
menu(
  'a document named for its remedies is a choice of them, one named for a recovery is not',
  ['# Mitigations', '## Close ports', '- Close them', '## Patch hosts', '- Patch them'],
  ['menu mitigations in mitigations: Close ports | Patch hosts'],
)
menu(
  'scenarios are a menu, and so are places',
  [
    '# T',
    '## Steps',
    '### Scenario: slow',
    '1. Wait',
    '### Scenario: down',
    '1. Go',
    '## Start',
    '### Run locally',
    '1. Go',
    '### Run in Docker',
    '1. Go',
  ],
  [
    'menu conditions in steps: Scenario: slow | Scenario: down',
    'menu methods in start: Run locally | Run in Docker',
  ],
)
menu('phases are not a menu', ['# T', '## Diagnosis', '- Check it', '## Mitigation', '- Restart it'], [])
menu(
  'numbers say that the order matters',
  ['# T', '## Mitigation', '### 1. Stop', '- Stop it', '### 2. Start', '- Start it'],
  [],
)
menu(
  'sections are a menu when the words above count the ways, or when they differ in the means',
  [
    '# T',
    '## Toolbox',
    'It can be run in two modes.',
    '### Interactive',
    '1. Go',
    '### Once',
    '1. Go',
    '## Test',
    '### CLI method',
    '1. Go',
    '### Script method',
    '1. Go',
    '## Connect',
    '### GUI (NetworkManager)',
    '1. Go',
    '### CLI',
    '1. Go',
    '## Set up',
    '### Set up for Linux',
    '1. Go',
    '### Set up for macOS (beta)',
    '1. Go',
  ],
  [
    'menu announced in toolbox: Interactive | Once',
    'menu methods in test: CLI method | Script method',
    'menu methods in connect: GUI (NetworkManager) | CLI',
    'menu environments in set-up: Set up for Linux | Set up for macOS (beta)',
  ],
)
menu(
  'the phases of a response are a sequence, and so are sections about one place',
  [
    '# T',
    '## Remediate',
    '### Contain',
    '1. Go',
    '### Eradicate',
    '1. Go',
    '## Tools',
    '### Install kubectl',
    '1. Go',
    '### Install helm',
    '1. Go',
  ],
  [],
)
