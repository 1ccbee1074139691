import type { Block } from '../../document/block.ts'
import type { Defect } from '../finding.ts'
import { nearMiss } from '../near-miss.ts'
import { problemsOf } from '../problems.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

export const attributeUnknown: Rule = {
  id: 'attribute-unknown',
  summary: 'Every attribute of a code block is one that means something.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A word in the braces after the language is one letter away from an attribute, or its value cannot be read.',
    bad: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh {timeot=30s}',
      '   systemctl restart web',
      '   ```',
    ),
    good: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh {timeout=30s}',
      '   systemctl restart web',
      '   ```',
    ),
    why: 'Unknown words are ignored, so the limit its author meant does not hold.',
    source: 'format §4',
  },
  check: (context) => [
    ...problemsOf(context, 'attribute-unknown'),
    ...context.blocks.flatMap(({ block }) => misspeltIn(block)),
  ],
}

/** Format §4; the braces are shared with other tools, so only a slip of one letter is certain. */
const attributes = [
  'auto',
  'manual',
  'run',
  'timeout',
  'retry',
  'every',
  'cwd',
  'shell',
  'env',
  'tty',
  'background',
  'on',
  'confirm',
  'repeatable',
  'uses',
  'output',
  'name',
  'noerrexit',
  'connection',
  'transaction',
  'redirect',
  'ca',
  'insecure',
  'source',
]

const misspeltIn = (block: Block): readonly Defect[] =>
  block.attributes.flatMap(({ name, range }) => {
    const meant = nearMiss(name, attributes)
    if (!meant || others.has(name)) return []
    return [
      { message: `\`${name}\` means nothing here.`, remedy: `Write \`${meant}\`, if that is meant.`, range },
    ]
  })

/** Attributes of other tools that are one letter from one of ours. */
const others: ReadonlySet<string> = new Set(['outputs', 'sources'])
