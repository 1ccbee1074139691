import { describe } from 'vitest'
import { check, checkRefused, move, moveTo, remove } from '../../../test/edit-intents.ts'

describe('removing a step', () => {
  check('closes the gap in the numbers', {
    given: ['## Steps', '1. Stop', '   ```sh', '   stop', '   ```', '2. Wait', '3. Start'],
    intent: remove('Stop'),
    gives: ['## Steps', '1. Wait', '2. Start'],
  })
  check('takes the blank lines above the last', {
    given: ['## Steps', '1. Stop', '', '2. Wait', '', 'End.'],
    intent: remove('Wait'),
    gives: ['## Steps', '1. Stop', '', 'End.'],
  })
  check('keeps the words of an item in their column when its number gets shorter', {
    given: [
      '## Steps',
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${n}. Do ${n}`),
      '10. Do 10',
      '    ```sh',
      '    ls',
      '    ```',
    ],
    intent: remove('Do 1'),
    gives: [
      '## Steps',
      ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${n - 1}. Do ${n}`),
      '9.  Do 10',
      '    ```sh',
      '    ls',
      '    ```',
    ],
  })
  check('takes a numbered heading with its body', {
    given: ['# R', '## 1. Stop it', 'Now.', '## 2. Start it', 'Then.'],
    intent: remove('Stop it'),
    gives: ['# R', '## 1. Start it', 'Then.'],
  })
  checkRefused('that is a heading with sections is refused', {
    given: ['# R', '## 1. Stop it', 'Now.', '### Detail', 'x', '## 2. Start it', 'Then.'],
    intent: remove('Stop it'),
    why: /Other sections/,
  })
  check('takes prose with its code', {
    given: [
      '## Queue',
      'See it:',
      '```sh',
      'a',
      '```',
      '',
      'Empty it:',
      '',
      '```sh',
      'b',
      '```',
      '',
      '## Next',
    ],
    intent: remove('Empty it'),
    gives: ['## Queue', 'See it:', '```sh', 'a', '```', '', '## Next'],
  })
})

describe('moving a step', () => {
  check('renumbers what lies between', {
    given: ['## Steps', '1. A one', '2. B two', '3. C three', '4. D four'],
    intent: move('C three', 'before', 'A one'),
    gives: ['## Steps', '1. C three', '2. A one', '3. B two', '4. D four'],
  })
  check('between sections takes the marks of the new one', {
    given: [
      '## Steps',
      '1. Stop',
      '   now',
      '   ```sh',
      '   a',
      '   ```',
      '2. Start',
      '## Rollback',
      '- [ ] Undo it',
      '',
      'End.',
    ],
    intent: move('Stop now', 'after', 'Undo it'),
    gives: [
      '## Steps',
      '1. Start',
      '## Rollback',
      '- [ ] Undo it',
      '- [ ] Stop',
      '  now',
      '  ```sh',
      '  a',
      '  ```',
      '',
      'End.',
    ],
  })
  check('out of a step makes it one of its own', {
    given: ['## Steps', '1. Stop', '   - [ ] Drain', '     Slowly.', '2. Start'],
    intent: move('Drain Slowly', 'before', 'Start'),
    gives: ['## Steps', '1. Stop', '2. Drain', '   Slowly.', '3. Start'],
  })
  check('to the end of a section', {
    given: ['## Steps', '1. Stop', '2. Start', '', '## Verification', ''],
    intent: moveTo('Start', 'Verification'),
    gives: ['## Steps', '1. Stop', '', '## Verification', '', '1. Start', ''],
  })
  check('with a tab after its marker', {
    given: ['## Steps', '-\t[ ] One thing', '-\t[ ] Two things', '\tmore', '-\t[ ] Three things'],
    intent: move('Two things more', 'after', 'Three things'),
    gives: ['## Steps', '-\t[ ] One thing', '-\t[ ] Three things', '-\t[ ] Two things', '\tmore'],
  })
  check('that is a heading takes its sections along', {
    given: ['# R', '## Step 1: Stop', 'a', '### Detail', 'b', '', '## Step 2: Start', 'c', ''],
    intent: move('Stop', 'after', 'Start'),
    gives: ['# R', '## Step 1: Start', 'c', '', '## Step 2: Stop', 'a', '### Detail', 'b', ''],
  })
  check('that is prose with code', {
    given: ['## Queue', 'See it:', '```sh', 'a', '```', '', 'Empty it:', '```sh', 'b', '```'],
    intent: move('Empty it', 'before', 'See it'),
    gives: ['## Queue', 'Empty it:', '```sh', 'b', '```', '', 'See it:', '```sh', 'a', '```'],
  })
  checkRefused('into itself is refused', {
    given: ['## Steps', '1. Stop', '   1. Drain', '2. Start'],
    intent: move('Stop', 'after', 'Drain'),
    why: /inside itself/,
  })
})
