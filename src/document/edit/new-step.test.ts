import { describe, expect, test } from 'vitest'
import { add, addTo, check, checkRefused, edited, rename, sh } from '../../../test/edit-intents.ts'
import { outlineOf } from '../../../test/document-outline.ts'
import { sourceOf } from '../../text/source.ts'
import { readRunbook } from '../read.ts'

describe('a title', () => {
  check('keeps number, marks and what follows', {
    given: ['## Steps', '1. **Old name:** then wait. Long.', '2. Other'],
    intent: rename('Old name', 'New `name`'),
    gives: ['## Steps', '1. **New `name`:** then wait. Long.', '2. Other'],
  })
  check('of a heading keeps its number and anchor', {
    given: ['# R', '## Step 1: Old name {#old}', 'Do it.', '## Step 2: Other', 'Do that.'],
    intent: rename('Old name', 'Restart the node'),
    gives: ['# R', '## Step 1: Restart the node {#old}', 'Do it.', '## Step 2: Other', 'Do that.'],
  })
  check('over several lines becomes one line', {
    given: ['## Steps', '1. Old', '   name', '2. Other'],
    intent: rename('Old name', 'New'),
    gives: ['## Steps', '1. New', '2. Other'],
  })
  for (const [name, title, why] of [
    ['of two sentences', 'Stop. Then start', /would also change/],
    ['of two lines', 'Stop\n\n## Evil', /more than one line/],
    ['without words', '***', /no words/],
    ['that opens a comment', 'Stop <!-- it', /comment mark/],
    ['that opens a template', 'Stop <% it', /would also change|./],
  ] as const)
    test(`${name} never leaves its place`, () => {
      const given = ['## Steps', '1. Old', '2. Other %>']
      const result = edited(given, rename('Old', title))
      if (typeof result === 'string') expect(result).toMatch(why)
      else expect(result[2]).toBe(given[2])
    })
  checkRefused('that is made from code is not renamed', {
    given: ['## Steps', '1. ```sh', '   ls', '   ```'],
    intent: rename('ls', 'List'),
    why: /no words of its own/,
  })
})

describe('a new step', () => {
  check('is numbered, and what follows counts on', {
    given: ['## Steps', '1. Stop', '2. Start', '3. Look'],
    intent: add('after', 'Stop', 'Wait'),
    gives: ['## Steps', '1. Stop', '2. Wait', '3. Start', '4. Look'],
  })
  check('in a list that numbers every item 1 is 1', {
    given: ['## Steps', '1. Stop', '1. Start'],
    intent: add('before', 'Stop', 'Wait'),
    gives: ['## Steps', '1. Wait', '1. Stop', '1. Start'],
  })
  check('in a loose list has blank lines', {
    given: ['## Steps', '1) Stop', '', '2) Start', '', '## Next'],
    intent: add('after', 'Start', 'Look'),
    gives: ['## Steps', '1) Stop', '', '2) Start', '', '3) Look', '', '## Next'],
  })
  check('carries text and code indented, with a fence longer than any inside', {
    given: ['## Steps', '1. Stop', '2. Start'],
    intent: add('after', 'Stop', 'Write it', {
      text: 'Like this.\n\n- a\n- b',
      blocks: [sh('cat <<E\n```\nE\n')],
    }),
    gives: [
      '## Steps',
      '1. Stop',
      '2. Write it',
      '',
      '   Like this.',
      '',
      '   - a',
      '   - b',
      '',
      '   ````sh',
      '   cat <<E',
      '   ```',
      '   E',
      '   ````',
      '3. Start',
    ],
  })
  check('beside a task is a task', {
    given: ['## Steps', '- [x] Stop', '- [ ] Start'],
    intent: add('after', 'Start', 'Look'),
    gives: ['## Steps', '- [x] Stop', '- [ ] Start', '- [ ] Look'],
  })
  check('beside a sub-step is one', {
    given: ['## Steps', '1. Stop', '   1. Drain', '2. Start'],
    intent: add('after', 'Drain', 'Wait', { blocks: [sh('sleep 1')] }),
    gives: [
      '## Steps',
      '1. Stop',
      '   1. Drain',
      '   2. Wait',
      '      ```sh',
      '      sleep 1',
      '      ```',
      '2. Start',
    ],
  })
  check('after the ninth moves the words of the tenth along', {
    given: [
      '## Steps',
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `${n}. Do ${n}`),
      '9. Do 9',
      '   ```sh',
      '   ls',
      '   ```',
    ],
    intent: add('before', 'Do 1', 'Begin'),
    gives: [
      '## Steps',
      '1. Begin',
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `${n + 1}. Do ${n}`),
      '10. Do 9',
      '    ```sh',
      '    ls',
      '    ```',
    ],
  })
  check('beside numbered headings is one', {
    given: ['# R', '## Step 1: Stop traffic', 'Ask.', '', '## Step 2: Upgrade', 'Do it.', '', '## Notes'],
    intent: add('after', 'Stop traffic', 'Back up', { text: 'Wait for it.', blocks: [sh('backup')] }),
    gives: [
      '# R',
      '## Step 1: Stop traffic',
      'Ask.',
      '',
      '## Step 2: Back up',
      '',
      'Wait for it.',
      '',
      '```sh',
      'backup',
      '```',
      '',
      '## Step 3: Upgrade',
      'Do it.',
      '',
      '## Notes',
    ],
  })
  check('beside prose with code is prose with code', {
    given: ['## Queue', 'See how long it is:', '```sh', 'queue length', '```', '', '## Next'],
    intent: addTo('Queue', 'Empty it', { blocks: [sh('queue purge\n')] }),
    gives: [
      '## Queue',
      'See how long it is:',
      '```sh',
      'queue length',
      '```',
      '',
      'Empty it:',
      '',
      '```sh',
      'queue purge',
      '```',
      '',
      '## Next',
    ],
  })
  check('is the first of an empty section', {
    given: ['# R', '## Procedure', '## Next'],
    intent: addTo('Procedure', 'Stop it'),
    gives: ['# R', '## Procedure', '', '1. Stop it', '', '## Next'],
  })
  check('after an item with a fence at the margin goes below the fence', {
    given: ['## Steps', '1. Stop', '```sh', 'stop', '```', '2. Start'],
    intent: add('after', 'Stop', 'Wait'),
    gives: ['## Steps', '1. Stop', '```sh', 'stop', '```', '', '2. Wait', '3. Start'],
  })
  for (const text of [
    '## Evil',
    '1. sub',
    '```\ncode',
    '<!-- gone',
    'a\n---\nb',
    '</details>',
    'Timeout: 5m',
    '[x]: http://a.example',
    '{% raw %}',
    '2. Start',
  ])
    test(`whose text is ${JSON.stringify(text)} changes nothing around it`, () => {
      const given = ['# R', '## Steps', '1. Stop', '2. Start', '', 'End {% endraw %} -->', '## Next', '1. Go']
      const result = edited(given, add('after', 'Stop', 'Wait', { text }))
      if (typeof result === 'string') return
      expect(
        outlineOf(readRunbook(sourceOf(result.join('\n')), '')).filter((line) => !line.includes('text')),
      ).toEqual([
        '# R (other)',
        '## Steps (steps)',
        '[ordered-list] Stop',
        '[ordered-list] Wait',
        '[ordered-list] Start',
        '## Next (other)',
        '[ordered-list] Go',
      ])
    })
})
