import { expect, test } from 'vitest'
import { checkSteps as check } from '../../../test/check-steps.ts'
import { sourceOf } from '../../text/source.ts'
import { readMarkdown } from './read.ts'

// How much must speak for it before a text is taken for something to do.

check('a verb that is part of what a sentence is about tells nobody to do it', {
  given: [
    '# Tool',
    '## Access the tool',
    'Login credentials for the tool are in the vault.',
    '## How to spot it',
    'Build agents will not answer, and their jobs are stuck.',
    '## How to end it',
    'Check jobs are gone.',
  ],
  finds: ['[prose] Check jobs are gone'],
})

check('prose is a step when it begins with what to do; what comes further down explains', {
  given: [
    '# After an incident',
    '## The review process',
    'Apart from the incident, our work is looked at.',
    '',
    'If you want to come, just tell the lead.',
    '## The repair process',
    'Restart the service. It is slow.',
  ],
  finds: ['[prose] Restart the service'],
})

check('words below a block explain what it shows', {
  given: ['# Selectors', '## Choose one host', '```json', '{"host": "HOST"}', '```', 'Replace HOST.'],
  finds: [],
})

check('a section that shows a request describes it', {
  given: [
    '# Interface',
    '## Create a role',
    '```sh',
    'POST /api/roles/{name}',
    '```',
    'Then ask for it:',
    '```sh',
    'curl -X POST /api/roles/one',
    '```',
    '## Get a token',
    'Ask for a token:',
    '```sh',
    'curl -X POST /token',
    '```',
  ],
  finds: ['[prose-then-fence] Ask for a token'],
})

check('policies and guidelines hold at all times, though they are numbered or read like instructions', {
  given: [
    '# Changes',
    '## Common policies and procedures',
    '1. All changes must be approved.',
    '2. Approve no change of your own.',
    '## Reviews',
    'In a review, keep the following guidelines in mind:',
    '',
    '- Look out for secrets.',
    '- Check the names.',
    '- Ask what is not clear.',
  ],
  finds: [],
})

check('that something must be so does not make bullets steps', {
  given: [
    '# Dates',
    '## Execution steps',
    '- Removal dates - they must be in the future or the build will fail.',
    '- Known debt - the matrix needs to be finished.',
  ],
  finds: [],
})

check('below what a tool will check, only the bullets that show how it is used are steps', {
  given: [
    '# Guide',
    '## Hooks',
    'The tool is set up here, and it will check for the following:',
    '',
    '- Detect stray spaces.',
    '- Validate the formats.',
    '- To run it on all files:',
    '  ```sh',
    '  hooks run',
    '  ```',
  ],
  finds: ['[bullet-with-fence] To run it on all files'],
})

check('"or" before a verb begins another step, "or" alone does not', {
  given: [
    '# Uploads',
    '## Removing one',
    'Delete it:',
    '```sh',
    'rm one',
    '```',
    'or rename it:',
    '```sh',
    'mv one two',
    '```',
    'or:',
    '```sh',
    'mv two three',
    '```',
  ],
  finds: ['[prose-then-fence] Delete it', '[prose-then-fence] or rename it'],
})

check('a document called "How to …" says how in all of its sections', {
  given: ['# How to update the server', '## Agents', 'To update them, change the template.'],
  finds: ['[prose] To update them, change the template'],
})

check('a remark in a quote is not where a step begins, and "as follows" shows what to do', {
  given: [
    '# Registry',
    '## Set up access',
    '> For us only.',
    '',
    'This is done as follows:',
    '```hcl',
    'a {}',
    '```',
  ],
  finds: ['[prose-then-fence] This is done as follows'],
})

check('a heading in words of doing is a step above what looks like a command', {
  given: [
    '# Data',
    '## Migrations',
    'Running them locally:',
    '```',
    'flask db upgrade',
    '```',
    'The schema:',
    '```',
    'table one',
    '```',
  ],
  finds: ['[prose-then-fence] Running them locally'],
})

check('bullets that mostly tell what to do are steps where no words above say what they are', {
  given: [
    '# Role',
    '## Training',
    '- Read the plan.',
    '- Take part in an exercise.',
    '- Shadow someone.',
    '- Optional: a course',
  ],
  finds: [
    '[bullets] Read the plan',
    '[bullets] Take part in an exercise',
    '[bullets] Shadow someone',
    '[bullets] Optional: a course',
  ],
})

check('what holds at all times is no step, though each bullet tells it', {
  given: [
    '# Reports',
    '## Dos',
    '- Read it twice.',
    '- Tell what is known.',
    '- Ask for help.',
    '## Language',
    "- Don't name anyone.",
    '- Avoid the word outage.',
    '- Tell it shortly.',
    '## Responding to DoS',
    '1. Block the source.',
  ],
  finds: ['[ordered-list] Block the source'],
})

check('a paragraph that is one command is one, by those who know no fences', {
  given: [
    '# Copies',
    '## What they are for',
    'To check a copy, run:',
    '',
    '`./copy.sh -v all`',
    '',
    'To use it:',
    '',
    '`./copy.sh -r all`',
    '## Nodes',
    '`show server summary`',
    '## Names',
    '`process_name`',
  ],
  finds: [
    '[prose-then-fence] To check a copy, run',
    '[prose-then-fence] To use it',
    '[prose-then-fence] Nodes',
  ],
})

check('what can be done in some place is to be done there', {
  given: [
    '# Probes',
    '## Choosing another',
    'In [the chart](a.md), in `values.yaml` you can add the key:',
    '```',
    'probe: one',
    '```',
  ],
  finds: ['[prose-then-data] In the chart, in values.yaml you can add the key'],
})

check('in a section that is to be carried out, prose begins a step where it first tells what to do', {
  given: [
    '# Alerts',
    '## Resolution',
    'This one comes from a leak.',
    '',
    'Take a look at the leak.',
    '',
    'Restart the service.',
  ],
  finds: ['[prose] Take a look at the leak'],
})

check('among what an alert means, a command under what tells what to do is a step', {
  given: [
    '# Alert',
    '## Meaning',
    'It fires.',
    '### Disable the alert',
    'To disable it:',
    '```sh',
    'alert off',
    '```',
    '### Default definition',
    '```sh',
    'alert show',
    '```',
  ],
  finds: ['[prose-then-fence] To disable it'],
})

check('below "Example:" commands in bullets are no steps; after a label in bold an instruction is one', {
  given: [
    '# Targets',
    '## Adding new ones',
    '**Format:** Add two marks to its line:',
    '```makefile',
    'target: ## words',
    '```',
    '## Toolbox',
    'Open it:',
    '```sh',
    'box open',
    '```',
    '**Example**:',
    '',
    '- `box status`',
    '- `box list all`',
  ],
  finds: ['[prose-then-fence] Adding new ones', '[prose-then-fence] Open it'],
})

test('of every section it is known how it stands to steps, and why it can have none', () => {
  const text = [
    'Before all.',
    '# Service',
    '## Overview',
    '### Parts',
    '## Review guidelines',
    '## Create a role',
    '```',
    'POST /roles',
    '```',
    '## Examples',
    '## Rotate the key',
    '## Mitigation',
    '## Parts',
  ].join('\n')
  expect(readMarkdown(sourceOf(text), 'a.md').sections.map(({ standing }) => standing)).toEqual([
    { stance: 'none', because: 'preamble' },
    { stance: 'open' },
    { stance: 'none', because: 'role' },
    { stance: 'none', because: 'within' },
    { stance: 'none', because: 'informs' },
    { stance: 'none', because: 'request' },
    { stance: 'shown' },
    { stance: 'leaning' },
    { stance: 'procedural' },
    { stance: 'open' },
  ])
})
