import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import MarkdownIt from 'markdown-it'
import * as z from 'zod/mini'
import { describe, expect, it } from 'vitest'
import { hash } from '../../hash/sha256.ts'
import { reportChat } from './chat.ts'
import { reportHtml } from './html/page.ts'
import { reportJunit } from './junit.ts'
import { reportMarkdown } from './markdown.ts'
import type { RunReport } from './schema.ts'
import { reportSchema } from './schema.ts'

const at = '2026-03-01T09:30:05Z'
const tip = hash('journal', '')

/** A report with something in every field; `say` gives each text that comes from outside. */
function reportSaying(say: (benign: string) => string): RunReport {
  const attempt = {
    effect: 'run_0000000000000000000000/7',
    stage: 'main',
    startedAt: at,
    tookMs: 1200,
    end: say('exit 3'),
    command: say('systemctl restart checkout'),
    hash: tip,
    output: say('restarting'),
  }
  const step = {
    id: say('steps/restart'),
    number: 1,
    title: say('Restart it'),
    line: 12,
    status: 'failed',
    how: say('it ended with 3'),
    stale: true,
    startedAt: at,
    endedAt: at,
    attempts: [attempt],
    evidence: say('the screen was red'),
  } as const
  const by = say('ana')
  return {
    schema: 'kneeboard.report/1',
    run: 'run_0000000000000000000000',
    runbook: {
      path: say('ops/restart.md'),
      title: say('Restart the checkout'),
      section: say('Steps'),
      outcome: say('It answers again'),
      owner: say('Order Platform'),
      documentHash: tip,
      executableHash: tip,
      version: { kind: 'committed', commit: say('4f2a9c1'), branch: say('main') },
    },
    mode: 'step',
    status: 'failed',
    why: say('a step failed'),
    startedBy: by,
    startedOn: say('ana@bastion'),
    operator: say('ben'),
    startedAt: at,
    endedAt: at,
    tookMs: 61_000,
    isolation: 'none',
    parameters: [{ name: say('host'), value: say('web-3'), secret: false }],
    steps: [step, { ...step, number: 2, status: 'skipped', attempts: [] }],
    approvals: [{ at, step: say('Restart it'), approver: say('carol'), asserted: true }],
    failures: [{ at, step: say('Restart it'), message: say('it ended with 3'), consequence: say('ask') }],
    rollback: { at, because: say('Restart it'), steps: [{ at, step: say('Restart it'), how: 'tool' }] },
    timeline: [{ at, by, what: say('run started') }],
    deviations: [say('the command was changed')],
    deviationDetails: [
      {
        kind: 'changed',
        at,
        by,
        step: 's',
        title: say('Restart it'),
        difference: [say('- old'), say('+ new')],
      },
    ],
    notes: [{ at, by, step: say('Restart it'), text: say('watched it') }],
    remarks: [{ step: say('Restart it'), line: 12, verdict: 'unclear', text: say('which one?'), by }],
    corrections: [
      {
        at,
        by,
        documentHash: say('d'),
        replacedHash: say('r'),
        version: { kind: 'uncommitted' },
        replacedVersion: { kind: 'unversioned' },
        steps: [
          { before: say('Restart it'), after: say('Start it'), by: 'person', exact: false, finished: 'keep' },
        ],
        gone: [{ title: say('Gone'), line: 3, attempts: [] }],
      },
    ],
    attachments: [{ number: 1, at, by, step: say('Restart it'), name: say('a.png'), bytes: 9, sha256: 'ab' }],
    record: { entries: 20, tip, ledger: { entries: 5, tip } },
  }
}

const hostile = [
  '</p></pre></code></script><script>alert(1)</script>',
  `"><img src=x onerror=alert(1)><a href="javascript:alert(1)" style='x:y'`,
  ']]><failure/></testcase><!-- & &#0; &lt; -->\u0000\ufffe\ud800',
  '=HYPERLINK("http://x")\n::error file=a::boo\n##[debug]x\n```\n# heading\n| a | b |',
  '@channel <!here> [click](http://evil) \u202egnp.exe\u001b[31m\u001b]0;x\u0007',
  '`${7*7}` ${{ secrets.X }} {{ x }}',
]
const benign = reportSaying((text) => text)
const attacked = hostile.map((text) => reportSaying((was) => `${was}${text}`))

describe('a report', () => {
  it('is what its published schema says', () => {
    for (const report of [benign, ...attacked])
      expect(z.safeParse(reportSchema, JSON.parse(JSON.stringify(report))).success).toBe(true)
    expect(z.safeParse(reportSchema, { ...benign, record: {} }).success).toBe(false)
  })
})

describe('a hostile report (security test 24)', () => {
  /** Tags with the names of their attributes: nothing from outside may add one. */
  const skeleton = (markup: string) =>
    [...markup.matchAll(/<(\/?[a-z!?][\w:-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/gi)].map(
      ([, tag, attributes = '']) => `${tag} ${attributes.replaceAll(/="[^"]*"/g, '')}`,
    )

  it('HTML: no tag, no attribute, no address comes from what was said', () => {
    const wanted = skeleton(reportHtml(benign))
    expect(wanted.length).toBeGreaterThan(100)
    for (const report of attacked) {
      const page = reportHtml(report)
      expect(skeleton(page)).toEqual(wanted)
      // Every angle bracket belongs to a tag that was counted above.
      const [, body = ''] = page.split('</style>')
      expect(body.replaceAll(/<[^<>]*>/g, '')).not.toMatch(/[<>]/)
      for (const unseen of ['\u202e', '\u0000', '\u001b']) expect(page).not.toContain(unseen)
    }
  })

  it('HTML: asks for nothing, and forbids itself to', () => {
    const page = reportHtml(benign)
    expect(page).toContain(`default-src 'none'`)
    expect(page).not.toMatch(/url\(|@import|https?:|<script|<link|<img|<iframe/)
  })

  it.skipIf(!existsSync('/usr/bin/xmllint'))(
    'JUnit: a real XML parser reads it, the same elements (needs xmllint)',
    () => {
      const parsed = (report: RunReport) => {
        const { status, stdout, stderr } = spawnSync('xmllint', ['--nonet', '--c14n', '-'], {
          input: reportJunit(report),
          encoding: 'utf8',
        })
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
        return skeleton(stdout)
      }
      const wanted = parsed(benign)
      expect(wanted.filter((tag) => tag.startsWith('testcase'))).toHaveLength(2)
      for (const report of attacked) expect(parsed(report)).toEqual(wanted)
    },
  )

  it('Markdown: the same blocks, whatever was said', () => {
    const blocks = (report: RunReport) =>
      new MarkdownIt({ html: true, linkify: true })
        .parse(reportMarkdown(report), {})
        .flatMap((token) => [token, ...(token.children ?? [])])
        .filter(({ type }) => type !== 'text' && type !== 'softbreak')
        .map(({ type }) => type)
    const wanted = blocks(benign)
    for (const report of attacked) expect(blocks(report)).toEqual(wanted)
  })

  it('chat: calls nobody, links nowhere, and stays short', () => {
    const lines = reportChat(benign, undefined).split('\n').length
    for (const report of attacked) {
      const text = reportChat(report, undefined)
      expect(text.split('\n')).toHaveLength(lines)
      expect(text).not.toMatch(/@channel|<!here>|\]\(|\u202e/)
      expect(text).not.toContain('\u001b')
      expect(text).not.toMatch(/^::|^##\[/m)
    }
  })
})
