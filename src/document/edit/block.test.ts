import { describe } from 'vitest'
import { check, checkRefused, removeAttribute, setAttribute, setBlock } from '../../../test/edit-intents.ts'

describe('a block', () => {
  const given = ['## Steps', '1. List', '   > - ```sh', '   >   ls', '   >   pwd', '   >   ```', '2. End']
  check('gets new lines, and only the lines that differ change', {
    given,
    intent: setBlock('List', 'ls -l\n\npwd\n'),
    gives: given.toSpliced(3, 1, '   >   ls -l', '   >'),
  })
  check('gets a longer fence when it would be closed', {
    given,
    intent: setBlock('List', 'ls\n```\n## Evil\npwd'),
    gives: [
      '## Steps',
      '1. List',
      '   > - ````sh',
      '   >   ls',
      '   >   ```',
      '   >   ## Evil',
      '   >   pwd',
      '   >   ````',
      '2. End',
    ],
  })
  check('may become empty', { given, intent: setBlock('List', ''), gives: given.toSpliced(3, 2) })
  check('that was empty gets lines', {
    given: ['## Steps', '1. List', '   ~~~sh', '   ~~~'],
    intent: setBlock('List', 'ls'),
    gives: ['## Steps', '1. List', '   ~~~sh', '   ls', '   ~~~'],
  })
  check('on the line of its marker', {
    given: ['## Steps', '1. ```sh', '   ls', '   ```', '2. End'],
    intent: setBlock('ls', 'pwd'),
    gives: ['## Steps', '1. ```sh', '   pwd', '   ```', '2. End'],
  })
  check('with tabs keeps the lines that do not differ', {
    given: ['## Steps', '1. List', '', '\t```sh', '\tls', '\tpwd', '\t```'],
    intent: setBlock('List', 'ls -l\npwd\n'),
    gives: ['## Steps', '1. List', '', '\t```sh', '\tls -l', '\tpwd', '\t```'],
  })
  checkRefused('without an end is refused', {
    given: ['## Steps', '1. List', '   ```sh', '   ls'],
    intent: setBlock('List', 'pwd'),
    why: /closing fence/,
  })
  checkRefused('with a control character is refused', {
    given,
    intent: setBlock('List', 'a\u001b[2J'),
    why: /control/,
  })
  check('below a label counts too', {
    given: [
      '## Steps',
      '1. List',
      '   ```sh',
      '   ls',
      '   ```',
      '',
      '   Undo:',
      '   ```sh',
      '   rm x',
      '   ```',
    ],
    intent: setBlock('List', 'rm y', 1),
    gives: [
      '## Steps',
      '1. List',
      '   ```sh',
      '   ls',
      '   ```',
      '',
      '   Undo:',
      '   ```sh',
      '   rm y',
      '   ```',
    ],
  })
})

describe('an attribute', () => {
  const block = (info: string) => ['## Steps', '1. List', `   \`\`\`${info}`, '   ls', '   ```']
  const cases = [
    ['is added with braces', 'sh', setAttribute('List', 'auto', true), 'sh {auto}'],
    ['is added to others', 'sh {auto}', setAttribute('List', 'timeout', '30s'), 'sh {auto timeout=30s}'],
    [
      'is changed where it stands',
      'sh {timeout=1s auto}',
      setAttribute('List', 'timeout', '30s'),
      'sh {timeout=30s auto}',
    ],
    [
      'is quoted when it must be',
      'sh',
      setAttribute('List', 'env', 'A="1" }'),
      String.raw`sh {env="A=\"1\" }"}`,
    ],
    [
      'in JSON is added in JSON',
      'sh { "name": "x" }',
      setAttribute('List', 'auto', true),
      'sh { "name": "x", "auto": true }',
    ],
    [
      'in JSON is changed in JSON',
      'sh {"name":"x"}',
      setAttribute('List', 'name', 'y"z'),
      String.raw`sh {"name": "y\"z"}`,
    ],
    ['is removed with its blank', 'sh {auto timeout=1s}', removeAttribute('List', 'auto'), 'sh {timeout=1s}'],
    ['is removed from the end', 'sh {auto, timeout=1s}', removeAttribute('List', 'timeout'), 'sh {auto}'],
    [
      'is removed from JSON',
      'sh {"name":"x","auto":true}',
      removeAttribute('List', 'name'),
      'sh {"auto":true}',
    ],
    ['is removed with the braces', 'sh {auto}', removeAttribute('List', 'auto'), 'sh'],
  ] as const
  for (const [name, info, intent, now] of cases)
    check(name, { given: block(info), intent, gives: block(now) })
  checkRefused('with a backtick is refused', {
    given: block('sh'),
    intent: setAttribute('List', 'name', '`'),
    why: /backtick/,
  })
  checkRefused('that means nothing is refused', {
    given: block('sh {auto}'),
    intent: setAttribute('List', 'autoo', true),
    why: /means nothing/,
  })
  checkRefused('without a language is refused', {
    given: block(''),
    intent: setAttribute('List', 'auto', true),
    why: /language/,
  })
})
