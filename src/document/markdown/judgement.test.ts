import { checkSteps as check } from '../../../test/check-steps.ts'

// What a person would call a step where the form alone does not say it.

check('a heading "Steps" announces steps and is none', {
  given: ['# Upgrade', '## Steps', '- Silence the alerts', '- Press the button'],
  finds: ['[bullets] Silence the alerts', '[bullets] Press the button'],
})

check('a report of an incident has no steps', {
  given: [
    '# Outage',
    '## Timeline',
    '1. Restart the proxy',
    '## Action items',
    '### Process',
    '1. Name a driver',
    '2. Write it down',
  ],
  finds: [],
})

check('alerts under a heading "Alerts" speak for themselves', {
  given: [
    '# Service',
    '## Alerts',
    '1. Read the graph',
    '### Disk full',
    '1. Find the node',
    '2. Look at its logs',
  ],
  finds: ['[ordered-list] Find the node', '[ordered-list] Look at its logs'],
})

check('an error that is shown is not a command', {
  given: [
    '## Troubleshooting',
    'Sometimes the log has errors like this:',
    '```',
    'error: no key',
    '```',
    'After `run again`, the screen shows a warning similar to this:',
    '```',
    'warning: old key',
    '```',
  ],
  finds: [],
})

check('an instruction with a list of things is one step', {
  given: ['## Workflow', 'Extract the data:', '', '- attachments', '- subject of the message'],
  finds: ['[prose] Extract the data'],
})

check('a list of checks is a step each', {
  given: ['## Diagnosis', 'Check the following:', '', '- the disk of the node', '- its memory'],
  finds: ['[bullets] the disk of the node', '[bullets] its memory'],
})

check('a numbered list of facts is none', {
  given: [
    '## Mitigation',
    'The order of preference is:',
    '',
    '1. The first profile',
    '2. The second profile',
  ],
  finds: [],
})

check('bullets that each tell what to do are steps under any heading', {
  given: [
    '# Release',
    '## Logical order',
    '- Deploy the database',
    '- Deploy the service',
    '- Terminate the old one',
  ],
  finds: ['[bullets] Deploy the database', '[bullets] Deploy the service', '[bullets] Terminate the old one'],
})

check('aims are not steps, though they read like instructions', {
  given: ['# Search', '## Goals', '- Reduce the load', '- Improve the ranking', '- Keep the index small'],
  finds: [],
})

check('an item that only says where to read more is none', {
  given: [
    '# Set-up',
    '## Install the tool',
    '- Details here: https://tool.example',
    '- Download it',
    '- Unpack it',
  ],
  finds: ['[bullets] Download it', '[bullets] Unpack it'],
})

check('links are for reading, unless they are announced as steps', {
  given: [
    '# Sign',
    '## Signing the file',
    'Do the following steps:',
    '',
    '- [Update](a.md#update)',
    '- [Sign](a.md#sign)',
    '',
    '## Troubleshooting',
    '- [Keys](keys.md)',
    '- [Tokens](tokens.md)',
  ],
  finds: ['[bullets] Update', '[bullets] Sign'],
})

check('a series of headings that each tell what to do is a series of steps', {
  given: [
    '# Getting started',
    '## Define an incident',
    'It can be anything.',
    '## Create a template',
    'It asks:',
    '1. What happened?',
    '2. Why?',
    '## Find a scribe',
    'The one who writes.',
    '## Practise in the open',
    'Twice is better.',
  ],
  finds: [
    '[heading-in-series] Define an incident',
    '[heading-in-series] Create a template',
    '[heading-in-series] Find a scribe',
    '[heading-in-series] Practise in the open',
  ],
})

check('the names of requests are not a series', {
  given: [
    '# API',
    ...['GET /a', 'PUT /a', 'DELETE /a', 'POST /b'].flatMap((name) => [`## ${name}`, 'Returns a.']),
  ],
  finds: [],
})

check('data shown under a diagnosis is none, unless it is to be put somewhere', {
  given: [
    '## Diagnosis',
    'The message names the pod, as shown here.',
    '```text',
    'pod = a',
    '```',
    '## Mitigation',
    'Add this to the file:',
    '```yaml',
    'a: 1',
    '```',
  ],
  finds: ['[prose-then-data] Add this to the file'],
})

check('prose that explains is none below a heading that only explains', {
  given: [
    '## Diagnosis',
    'Look at the graphs.',
    '### Metrics',
    'Four of them are [described](a.md) and can be read.',
  ],
  finds: ['[prose] Look at the graphs'],
})

check('in a notebook the heading of a cell is a step, and what stands above several is a chapter', {
  given: [
    '# Hunt',
    '## Data',
    '### Download it',
    '```{code-cell} ipython3',
    'get()',
    '```',
    '### Read it',
    '```{code-cell} ipython3',
    'read()',
    '```',
    '## Analytics',
    'Some ideas.',
    '### Analytic I',
    'Events of a kind.',
    '#### Query',
    '```{code-cell} ipython3',
    'show()',
    '```',
  ],
  finds: ['[notebook-cell] Download it', '[notebook-cell] Read it', '[notebook-cell] Analytic I'],
})
