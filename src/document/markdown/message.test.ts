import { expect, test } from 'vitest'
import { readMessage } from './message.ts'

test('Markdown becomes a message: what has no place in one stays as it is written', () => {
  const text = `# Done

**Restarted** \`web-1\`
on *one* host, see [the **page**](https://a.b/c) and <https://d.e>.

1. first
   - inside
2. second {{ host }}

> quoted

\`\`\`sh
echo \`x\`
\`\`\`

<b>html</b> \\*plain\\*
`
  const plain = (text: string) => ({ text, style: 'plain' })
  expect(readMessage(text)).toEqual([
    { kind: 'heading', spans: [plain('Done')] },
    {
      kind: 'paragraph',
      spans: [
        { text: 'Restarted', style: 'strong' },
        plain(' '),
        { text: 'web-1', style: 'code' },
        plain(' on '),
        { text: 'one', style: 'emphasis' },
        plain(' host, see '),
        { text: 'the ', style: 'plain', href: 'https://a.b/c' },
        { text: 'page', style: 'strong', href: 'https://a.b/c' },
        plain(' and '),
        { text: 'https://d.e', style: 'plain', href: 'https://d.e' },
        plain('.'),
      ],
    },
    {
      kind: 'list',
      ordered: true,
      items: [[plain('first')], [plain('inside')], [plain('second {{ host }}')]],
    },
    { kind: 'paragraph', spans: [plain('quoted')] },
    { kind: 'code', text: 'echo `x`' },
    { kind: 'paragraph', spans: [plain('<b>html</b> *plain*')] },
  ])
})

test('a text that would take long to read is one plain paragraph', () => {
  const text = '[a]('.repeat(20_000)
  expect(readMessage(text)).toEqual([{ kind: 'paragraph', spans: [{ text, style: 'plain' }] }])
})
