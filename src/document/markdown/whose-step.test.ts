import { expect, test } from 'vitest'
import { checkSteps as check } from '../../../test/check-steps.ts'
import { sourceOf } from '../../text/source.ts'
import { readMarkdown } from './read.ts'

// Whose step a paragraph is, which of a list's bullets are steps, and what only shows.

const linesOf = (given: readonly string[]) => {
  const text = given.join('\n')
  return readMarkdown(sourceOf(text), 'a.md').steps.map(({ title, range }) => [
    text.slice(0, range.from).split('\n').length,
    title,
  ])
}

test('prose after a command belongs to the step before it, up to the words that announce the next', () => {
  const steps = linesOf([
    '## Update',
    'Update the packages:',
    '```sh',
    'pkg update',
    '```',
    'The screen may ask what to keep. Answer with `N`.',
    '',
    'When that is done, restart the host:',
    '```sh',
    'host restart',
    '```',
  ])
  expect(steps).toEqual([
    [2, 'Update the packages'],
    [8, 'When that is done, restart the host'],
  ])
})

test('what is said of the file, and a remark, is not where a step begins, unless it leads to the command', () => {
  const steps = linesOf([
    '# Task 7',
    'Status: done',
    '',
    '```sh',
    'just sign',
    '```',
    '## Install it',
    '> See whether it is there:',
    '',
    '```sh',
    'tool --version',
    '```',
  ])
  expect(steps).toEqual([
    [4, 'Task 7'],
    [8, 'See whether it is there'],
  ])
})

check('what can be done begins no step where it is said what is to be done', {
  given: ['## Job', 'You can also run it as a job.', '', 'Create the job:', '```sh', 'job create', '```'],
  finds: ['[prose-then-fence] Create the job'],
})

check('above a checklist an instruction of its own is a step', {
  given: [
    '## Steps',
    'Open a ticket if there is none.',
    '',
    'It should name the parts.',
    '',
    'Then do these:',
    '',
    '- [ ] Move the traffic',
  ],
  finds: ['[prose] Open a ticket if there is none', '[task-list] Move the traffic'],
})

check('of bullets that describe, the one that carries a command is a step', {
  given: [
    '## Labels',
    'There are two requirements:',
    '',
    '- All rules have a label.',
    '- The namespace needs the label too:',
    '',
    '  ```sh',
    '  label namespace shop',
    '  ```',
  ],
  finds: ['[bullet-with-fence] The namespace needs the label too'],
})

check('data in a bullet is a step when the bullet says what to do with it', {
  given: [
    '## Installation',
    '- Both versions read the same address.',
    '- The second one needs a disk.',
    '- If we want the first one then we need to add these lines:',
    '',
    '  ```yaml',
    '  scrape: true',
    '  ```',
  ],
  finds: ['[bullet-with-fence] If we want the first one then we need to add these lines'],
})

check('of two bullets below a heading that names a task, what only remarks is none', {
  given: ['## Reserving a network', '- Write it into the table.', '- Large ones can be cut.'],
  finds: ['[bullets] Write it into the table'],
})

check('what is supposed, and all that is said of an example of output, is shown and not done', {
  given: [
    '## Tracing the query',
    "The log may be long. For example, let's say it has:",
    '```sql',
    'SELECT 1',
    '```',
    '## Delete the series',
    'Delete them:',
    '```sh',
    'series delete',
    '```',
    'Example output from a laptop is below.',
    '',
    'A file is written so that it can be read later.',
    '```sh',
    'series delete',
    'deleted 3',
    '```',
  ],
  finds: ['[prose-then-fence] Delete them'],
})

check('the words may speak of the command itself', {
  given: [
    '## Check the versions',
    'The following simple commands will display the versions:',
    '```sh',
    'browser --version',
    '```',
  ],
  finds: ['[prose-then-fence] The following simple commands will display the versions'],
})

check('a formula is no command', {
  given: ['## Spread the load', 'The place is calculated:', '```', 'place = sum(name) / count', '```'],
  finds: [],
})

check('notes inform; further notes go on with what stands above them', {
  given: [
    '## Analyst notes',
    '- Look for strange names.',
    '- Collect the events of a week.',
    '- Compare them.',
    '## Additional notes',
    '- Watch the host for an hour.',
    '- Review its logs.',
    '- Consider a larger one.',
  ],
  finds: [
    '[bullets] Watch the host for an hour',
    '[bullets] Review its logs',
    '[bullets] Consider a larger one',
  ],
})

check('what stands in a section that informs informs; a backlog is one, a checklist is not', {
  given: [
    '## Responsibilities',
    '### Automatic recovery',
    '- Restart what is down.',
    '- Replace what is broken.',
    '## To do',
    '- Move the database.',
    '- Remove the old code.',
    '- Write the tests.',
    '## Todo',
    '- [ ] Delete the old user.',
  ],
  finds: ['[task-list] Delete the old user'],
})

check('a list that is announced as so many steps is one, whoever does them', {
  given: [
    '## Mail',
    'The solution consists of two steps:',
    '',
    '1. In **Manage**, in the section **Mail**, the address is set.',
    '2. In the section **Relay**, the relay is.',
    '## Runners',
    'Manual setup steps:',
    '',
    '1. The admin opens the settings.',
    '2. The provider configures the runner.',
    '## Guide',
    'This guide is split into two steps:',
    '',
    '1. First, we will grow the disk.',
    '2. Second, we will grow the file system.',
  ],
  finds: [
    '[ordered-list] In Manage, in the section Mail, the address is set',
    '[ordered-list] In the section Relay, the relay is',
    '[ordered-list] The admin opens the settings',
    '[ordered-list] The provider configures the runner',
  ],
})

check('how much something is needed is no name for it', {
  given: ['## Removing a member', '1. _Required._ Set the quota to 0.', '2. _Optional._ Remove the entry.'],
  finds: ['[ordered-list] Set the quota to 0', '[ordered-list] Remove the entry'],
})

check('below a heading that names a task, numbers are steps when some sentence of most of them tells', {
  given: [
    '## Updating the applications',
    '1. Most of them run their tests. You should look at the result.',
    '2. Next, you should deploy it.',
    "3. It's worth checking the logs.",
    '4. It should be safe to merge.',
  ],
  finds: [
    '[ordered-list] Most of them run their tests',
    '[ordered-list] Next, you should deploy it',
    "[ordered-list] It's worth checking the logs",
    '[ordered-list] It should be safe to merge',
  ],
})

check('text below a heading that names a task is a step when it begins with a verb', {
  given: [
    '## Renaming the branch',
    'Make sure that you have its last state.',
    '## Enabling cookies',
    'Email Front uses cookies for its forms.',
    '## Scaling it up',
    'To scale it up, change these values:',
    '',
    '- `replicas`',
    '- `workers`',
  ],
  finds: ['[prose] Make sure that you have its last state', '[prose] To scale it up, change these values'],
})

check(
  'a condition may lead to what is to be ensured without a comma, and a purpose to what something else does',
  {
    given: [
      '## Mitigation',
      'In case of maintenance ensure to drain the host.',
      '## Execute the code',
      'Finally, to have it executed elsewhere, the program calls another one.',
      '## Simulation',
      'Please see the instructions in [the guide](guide.md).',
      '## Starting the monitor',
      'When starting it, make sure to have these variables.',
    ],
    finds: [
      '[prose] In case of maintenance ensure to drain the host',
      '[prose] Please see the instructions in the guide',
      '[prose] When starting it, make sure to have these variables',
    ],
  },
)

check('numbered signs of something are none, wherever they stand', {
  given: [
    '## Identifying large incidents',
    'Here are a few key things the commander will be watching out for to identify one:',
    '',
    '1. Are many teams involved?',
    '2. The call is crowded.',
    '3. Several signs are present.',
  ],
  finds: [],
})

check('among remedies, what helps is what to do', {
  given: ['## Mitigation', 'Deleting the entry should bring it back with the right address.'],
  finds: ['[prose] Deleting the entry should bring it back with the right address'],
})

check('in a series, a section may tell by its first words instead of its title, or by its bullets', {
  given: [
    '# Duties',
    '## Write down what is done',
    'Not all of it.',
    '## Close the call',
    'Say so in the room.',
    '## The start',
    'When the call begins, you should start the robot.',
    '## Record who follows',
    '- Nobody stays for ever.',
    '## Decommission old systems',
    '- They are known to those who attack.',
    '- Remove what nobody uses.',
    '- They cost money.',
  ],
  finds: [
    '[heading-in-series] Write down what is done',
    '[heading-in-series] Close the call',
    '[heading-in-series] The start',
    '[heading-in-series] Record who follows',
    '[bullets] Remove what nobody uses',
  ],
})

test('a heading may announce a choice, a sentence one of bullets that fences cut in two, and steps may be called ways', () => {
  const text = [
    '## How to review',
    '### When you have read it, either:',
    '- Keep it.',
    '- Remove it.',
    '## Authentication',
    'You can use either to log in:',
    '',
    '- Get the file:',
    '```',
    'make secrets',
    '```',
    '- Get the token:',
    '```',
    'make login',
    '```',
    '## Duties of the team',
    'The long way:',
    '```sh',
    'git fetch',
    '```',
    'The easy way:',
    '```sh',
    'git pull',
    '```',
  ].join('\n')
  const { menus } = readMarkdown(sourceOf(text), 'a.md')
  expect(menus.map(({ options }) => options.map(({ title }) => title))).toEqual(
    expect.arrayContaining([
      ['Keep it', 'Remove it'],
      ['Get the file', 'Get the token'],
      ['The long way', 'The easy way'],
    ]),
  )
})
