import { expect, test } from 'vitest'
import { checkSteps as check } from '../../../test/check-steps.ts'
import { sourceOf } from '../../text/source.ts'
import { readMarkdown } from './read.ts'

// Forms of a step that are nobody's Markdown, but everybody's habit.

test('letters below a number are its sub-steps', () => {
  const text = [
    '## Procedure',
    '1. Read the address.',
    '2. Move the jobs.',
    '',
    '2a) Pull the image.',
    '',
    '2b) Connect to the gateway.',
    '',
    'It takes a minute.',
    '',
    '3. Tell the team.',
    '',
    '3a. Write to them.',
  ].join('\n')
  const steps = readMarkdown(sourceOf(text), 'jobs.md').steps.map(({ title, steps: within }) => [
    title,
    ...within.map((step) => step.title),
  ])
  expect(steps).toEqual([
    ['Read the address'],
    ['Move the jobs', '2a) Pull the image', '2b) Connect to the gateway'],
    ['Tell the team', '3a. Write to them'],
  ])
})

check('a bullet with a prompt is a command', {
  given: [
    '# Mail',
    '## Install the client (once)',
    '* >pip install mailer',
    '* >mailer --version',
    '## Install the server',
    '* https://server.example/',
    '## What people say of the server',
    '* > It is fast.',
    '* > It is small.',
  ],
  finds: ['[bullets] pip install mailer', '[bullets] mailer --version', '[bullets] https://server.example/'],
})

check('numbers that run on across headings are one sequence', {
  given: [
    '# Outage',
    '## The old cluster',
    '1. Sam, who knows it, handles all of it.',
    '## The new one',
    '2. Drain all nodes',
    '3. Shut it down',
    '## Facts',
    '1. Sam knows it.',
  ],
  finds: [
    '[ordered-list] Sam, who knows it, handles all of it',
    '[ordered-list] Drain all nodes',
    '[ordered-list] Shut it down',
  ],
})

check('an error that is shown is no command', {
  given: [
    '## Troubleshooting',
    '### The instance is missing',
    'It means that another space is targeted.',
    '```',
    "For application 'a': service 'b' not found",
    '```',
    '### The queue is full',
    'These lines are found in the log.',
    '```',
    'grep -i failed queue.log',
    '```',
  ],
  finds: ['[prose-then-fence] These lines are found in the log'],
})

check('numbers of what to look for say only how many they are', {
  given: [
    '## Diagnosis',
    'Open the log and look for these errors:',
    '',
    '1. ConnectionReset',
    '2. OutOfMemory',
  ],
  finds: ['[prose] Open the log and look for these errors'],
})

check('what is and what is yet to be built is not carried out', {
  given: [
    '# Job sender',
    '## The current state',
    '* Add the package',
    '* Send the script',
    '* Create a project',
    '## Work to be done',
    '1. Add support for archives',
    '2. Add a wrapper',
  ],
  finds: [],
})

check('what comes on top is to be done as well', {
  given: ['# How to update it', '## Server', 'It has parts.', '', 'Plus, update the machine.'],
  finds: ['[prose] Plus, update the machine'],
})

test('a description above the words is no part of the step; a warning is', () => {
  const begins = (line: string) => {
    const text = ['## The console', line, '', 'Run this:', '```sh', 'login', '```'].join('\n')
    const range = readMarkdown(sourceOf(text), 'a.md').steps[0]?.range
    return range && text.slice(range.from, range.to).split('\n')[0]
  }
  expect(begins('The console holds all accounts.')).toBe('Run this:')
  expect(begins('Be careful with it.')).toBe('Be careful with it.')
})

check('one bullet below "Usage" is a step when it is a command', {
  given: ['# Tool', '## Usage', '- First, `brew install tool` and follow what it says.'],
  finds: ['[bullets] First, brew install tool and follow what it says'],
})

test('paragraphs called options are a menu, and steps where nothing else in them is one', () => {
  const text = [
    '## Mitigation',
    '**Option 1: Restart.** It is quick.',
    '',
    'The service comes back in a minute.',
    '',
    'Option 2: Move the traffic. It takes longer.',
  ].join('\n')
  const { steps, menus } = readMarkdown(sourceOf(text), 'a.md')
  expect(steps.map(({ title }) => title)).toEqual(['Option 1: Restart', 'Option 2: Move the traffic'])
  expect(menus.map(({ reason, options }) => [reason, options.length])).toEqual([['methods', 2]])
})
