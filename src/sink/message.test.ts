import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mailHeader } from './mail.ts'
import { messageHtml } from './message-html.ts'
import type { Message, Span } from './message.ts'
import { messageText } from './message.ts'
import { slackText } from './slack.ts'
import { teamsElements } from './teams.ts'

const span = (text: string, style: Span['style'] = 'plain', href?: string): Span =>
  href === undefined ? { text, style } : { text, style, href }

const message: Message = [
  { kind: 'heading', spans: [span('A & B')] },
  {
    kind: 'paragraph',
    spans: [span('all '), span('good', 'strong'), span(' or '), span('bad', 'code', 'https://a.b/?c=1&d')],
  },
  { kind: 'list', ordered: true, items: [[span('one')], [span('two', 'emphasis')]] },
  { kind: 'code', text: 'df -P\n' },
]

describe('a message', () => {
  it('as plain text', () => {
    expect(messageText(message)).toBe(
      'A & B\n\nall good or bad (https://a.b/?c=1&d)\n\n1. one\n2. two\n\n    df -P',
    )
  })
  it('as HTML', () => {
    expect(messageHtml(message)).toBe(
      [
        '<h3>A &amp; B</h3>',
        '<p>all <strong>good</strong> or <a href="https://a.b/?c=1&amp;d"><code>bad</code></a></p>',
        '<ol><li>one</li><li><em>two</em></li></ol>',
        '<pre><code>df -P\n</code></pre>',
      ].join('\n'),
    )
  })
  it('as mrkdwn', () => {
    expect(slackText(message)).toBe(
      '*A &amp; B*\n\nall *good* or <https://a.b/?c=1&amp;d|bad>\n\n1. one\n2. _two_\n\n```\ndf -P\n\n```',
    )
  })
  it('as elements of a card', () => {
    expect(teamsElements(message)[1]).toEqual({
      type: 'RichTextBlock',
      inlines: [
        { type: 'TextRun', text: 'all ' },
        { type: 'TextRun', text: 'good', weight: 'Bolder' },
        { type: 'TextRun', text: ' or ' },
        {
          type: 'TextRun',
          text: 'bad',
          fontType: 'Monospace',
          selectAction: { type: 'Action.OpenUrl', url: 'https://a.b/?c=1&d' },
        },
      ],
    })
  })
})

const hostile = fc.string({
  maxLength: 30,
  unit: fc.constantFrom(
    '<',
    '>',
    '|',
    '*',
    '_',
    '~',
    '`',
    '@',
    '!',
    '&',
    '"',
    "'",
    '\n',
    '\r',
    ' ',
    'a',
    '\u202e',
    '\u0007',
    '[',
    ']',
    '(',
    ')',
    '#',
    ':',
  ),
})
const spans = fc.array(
  fc.record(
    { text: hostile, style: fc.constantFrom('plain', 'strong', 'emphasis', 'code') },
    { requiredKeys: ['text', 'style'] },
  ),
  { maxLength: 3 },
)
const messages: fc.Arbitrary<Message> = fc.array(
  fc.oneof(
    spans.map((list) => ({ kind: 'paragraph', spans: list }) as const),
    hostile.map((text) => ({ kind: 'code', text }) as const),
  ),
  { maxLength: 3 },
)

describe('whatever a message says', () => {
  it('no tag but ours is in its HTML, and no address but one to visit', () => {
    fc.assert(
      fc.property(messages, (one) => {
        const tags = messageHtml(one).match(/<[^>]*>/g) ?? []
        for (const tag of tags) expect(tag).toMatch(/^<\/?(?:p|pre|strong|em|code|br)>$/)
      }),
    )
    expect(messageHtml([{ kind: 'paragraph', spans: [span('x', 'plain', 'javascript:alert(1)')] }])).toBe(
      '<p>x</p>',
    )
  })
  it('nobody is called by its mrkdwn, and no format begins in a value', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = slackText([{ kind: 'paragraph', spans: [span(text)] }])
        expect(shown).not.toMatch(/[<>*_~`]/)
        expect(shown).not.toMatch(/@(?=[\w{([])/)
      }),
    )
  })
  it('nothing that cannot be seen is in any of them', () => {
    fc.assert(
      fc.property(messages, (one) => {
        for (const shown of [
          messageText(one),
          messageHtml(one),
          slackText(one),
          JSON.stringify(teamsElements(one)),
        ])
          expect(shown).not.toMatch(/[\u202e\r]|\p{Cc}(?<!\n)/u)
      }),
    )
  })
  it('a header of a mail is one line', () => {
    fc.assert(fc.property(hostile, (text) => !/\p{Cc}|\u202e/u.test(mailHeader(text))))
    expect(mailHeader('x'.repeat(500))).toHaveLength(200)
  })
})
