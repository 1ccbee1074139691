import { describe } from 'vitest'
import { addParameter, check, checkRefused, setMetadata } from '../../../test/edit-intents.ts'

describe('metadata', () => {
  const table = [
    '# Restart',
    '## Runbook Info',
    '| Runbook ID | Tools Used | Escalation POC |',
    '|---|---|---|',
    '| RUN7 | kubectl | |',
    '## Steps',
    '1. Stop it',
  ]
  check('in a table is set in its cell', {
    given: table,
    intent: setMetadata('tools', 'kubectl, helm'),
    gives: table.with(4, '| RUN7 | kubectl, helm | |'),
  })
  check('in an empty cell is filled in', {
    given: table,
    intent: setMetadata('escalation', 'Night desk'),
    gives: table.with(4, '| RUN7 | kubectl | Night desk |'),
  })
  check('that the table does not have becomes a column', {
    given: table,
    intent: setMetadata('owner', 'Payments'),
    gives: table
      .with(2, '| Runbook ID | Tools Used | Escalation POC | Owner |')
      .with(3, '|---|---|---| --- |')
      .with(4, '| RUN7 | kubectl | | Payments |'),
  })
  check('pipes and marks stay inside their cell', {
    given: table,
    intent: setMetadata('tools', 'a | b *c*'),
    gives: table.with(4, String.raw`| RUN7 | a \| b \*c\* | |`),
  })
  checkRefused('of two lines is refused', {
    given: table,
    intent: setMetadata('tools', 'a\n## Evil'),
    why: /more than one line/,
  })
  checkRefused('with a comment mark is refused', {
    given: table,
    intent: setMetadata('tools', 'a <!-- b'),
    why: /comment mark/,
  })
  check('in frontmatter is set there, with its quotes and comments kept', {
    given: ['---', "owner: 'a' # who", 'x: 1', '---', '# R'],
    intent: setMetadata('owner', "it's b"),
    gives: ['---', "owner: 'it''s b' # who", 'x: 1', '---', '# R'],
  })
  check('that YAML would misread is quoted', {
    given: ['---', 'owner: a', '---', '# R'],
    intent: setMetadata('status', 'yes: # no'),
    gives: ['---', 'owner: a', 'status: "yes: # no"', '---', '# R'],
  })
  check('with frontmatter marks stays one value', {
    given: ['---', 'owner: a', '---', '# R'],
    intent: setMetadata('owner', '---'),
    gives: ['---', 'owner: "---"', '---', '# R'],
  })
  check('as a list keeps the notation', {
    given: ['---', 'tags:', '  - a', '  - b', '---', '# R'],
    intent: setMetadata('tags', ['b', 'c d', '*e']),
    gives: ['---', 'tags:', '  - b', '  - c d', '  - "*e"', '---', '# R'],
  })
  check('of two items in one list stays between its brackets', {
    given: ['---', 'tags: [a]', '---', '# R'],
    intent: setMetadata('tags', ['b', 'c']),
    gives: ['---', 'tags: [b, c]', '---', '# R'],
  })
  check('in a line is set in the line', {
    given: ['# R', '', '> **Owner:** a  ', '> **Status:** draft', '', '## Steps', '1. Go'],
    intent: setMetadata('owner', 'b'),
    gives: ['# R', '', '> **Owner:** b  ', '> **Status:** draft', '', '## Steps', '1. Go'],
  })
  check('that no line has becomes a line', {
    given: ['# R', '', '> **Owner:** a  ', '> **Status:** draft', '', '## Steps', '1. Go'],
    intent: setMetadata('reviewIn', '6 months'),
    gives: [
      '# R',
      '',
      '> **Owner:** a  ',
      '> **Status:** draft  ',
      '> **Review Every:** 6 months',
      '',
      '## Steps',
      '1. Go',
    ],
  })
  check('written twice is set twice', {
    given: ['---', 'owner: a', '---', '# R', '**Owner:** a', '', '## Steps', '1. Go'],
    intent: setMetadata('owner', 'b'),
    gives: ['---', 'owner: b', '---', '# R', '**Owner:** b', '', '## Steps', '1. Go'],
  })
  check('of a file that has none becomes frontmatter', {
    given: ['# R', '## Steps', '1. Go'],
    intent: setMetadata('owner', 'b'),
    gives: ['---', 'owner: b', '---', '', '# R', '## Steps', '1. Go'],
  })
  check('the title is the first heading', {
    given: ['# :fire: Old name', '## Steps', '1. Go'],
    intent: setMetadata('title', 'New name'),
    gives: ['# :fire: New name', '## Steps', '1. Go'],
  })
  checkRefused('of another kind is refused', {
    given: ['# R'],
    intent: setMetadata('kind', 'novel'),
    why: /kind of document/,
  })
})

describe('a parameter', () => {
  check('is a row of the table, in its columns', {
    given: [
      '# R',
      '## Parameters',
      '| Type | Name | Default | Required |',
      '|---|---|---|---|',
      '| string | a | | yes |',
      '',
      '## Steps',
      '1. Go',
    ],
    intent: addParameter({ name: 'count', type: 'integer', default: '3', required: false }),
    gives: [
      '# R',
      '## Parameters',
      '| Type | Name | Default | Required |',
      '|---|---|---|---|',
      '| string | a | | yes |',
      '| integer | count | 3 | no |',
      '',
      '## Steps',
      '1. Go',
    ],
  })
  check('escapes pipes', {
    given: ['# R', '## Parameters', '| Name | Description | Required |', '|---|---|---|'],
    intent: addParameter({ name: 'b', description: 'x | y' }),
    gives: [
      '# R',
      '## Parameters',
      '| Name | Description | Required |',
      '|---|---|---|',
      String.raw`| b | x \| y | yes |`,
    ],
  })
  checkRefused('that the columns cannot say is refused', {
    given: ['# R', '## Parameters', '| Name |', '|---|', '| a |'],
    intent: addParameter({ name: 'b', description: 'what' }),
    why: /parameters/,
  })
  check('in frontmatter is one more entry', {
    given: ['---', 'parameters:', '  - name: a', '    type: string', 'owner: x', '---', '# R'],
    intent: addParameter({
      name: 'b',
      type: 'choice',
      allowed: ['x', 'y: z'],
      default: 'x',
      required: false,
    }),
    gives: [
      '---',
      'parameters:',
      '  - name: a',
      '    type: string',
      '  - name: b',
      '    type: choice',
      '    default: x',
      '    allowed: [x, "y: z"]',
      '    required: false',
      'owner: x',
      '---',
      '# R',
    ],
  })
  check('without any becomes a table before the steps', {
    given: ['# R', 'Words.', '', '## Steps', '1. Go'],
    intent: addParameter({ name: 'b', description: 'what' }),
    gives: [
      '# R',
      'Words.',
      '',
      '## Parameters',
      '',
      '| Name | Description | Type | Default | Allowed | Required |',
      '|---|---|---|---|---|---|',
      '| b | what | string |  |  | yes |',
      '',
      '## Steps',
      '1. Go',
    ],
  })
  checkRefused('twice is refused', {
    given: ['# R', '## Parameters', '| Name |', '|---|', '| a |'],
    intent: addParameter({ name: 'a' }),
    why: /already/,
  })
})
