import { slice } from '../../text/range.ts'
import type { LintContext } from '../context.ts'
import type { Defect } from '../finding.ts'
import { linksIn } from '../links.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A link to `#something` names no heading or anchor of this file. */
export const brokenHeadingLink: Rule = {
  id: 'broken-heading-link',
  summary: 'Links within the document lead to a heading that exists.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A link to `#something` names no heading or anchor of this file.',
    bad: example(
      '# Restart',
      '',
      'If it hangs, go to [Mitigation](#mitigation).',
      '',
      '## Remedy',
      '',
      '1. Restart it.',
    ),
    good: example(
      '# Restart',
      '',
      'If it hangs, go to [Mitigation](#mitigation).',
      '',
      '## Mitigation',
      '',
      '1. Restart it.',
    ),
    why: '"Skip to Mitigation" does nothing, and a jump of a procedure goes nowhere.',
    source: 'format §5',
  },
  check: (context) => brokenIn(context),
}

function brokenIn({ lines, runbook }: LintContext): readonly Defect[] {
  const links = linksIn(lines).filter(({ href }) => /^#[^/!:{}<>%$]+$/.test(href))
  if (links.length === 0) return []
  const anchors = anchorsOf(
    runbook.source.text,
    runbook.sections.flatMap(({ heading }) => heading ?? []),
  )
  return links.flatMap(({ href, range }) => {
    const wanted = bare(href)
    // Hosts add -1 to the second heading of a name; a page's own top has many names.
    if (
      wanted === '' ||
      wanted === 'top' ||
      anchors.has(wanted) ||
      anchors.has(bare(href.replace(/-\d+$/, '')))
    )
      return []
    return [
      {
        message: `\`${href}\` leads to no heading of this file.`,
        remedy: 'Correct the link to the heading it means.',
        range,
      },
    ]
  })
}

/** Every host makes its own anchors of a heading; they agree in its letters and digits. */
const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

function anchorsOf(text: string, headings: readonly { from: number; to: number }[]): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const heading of headings) {
    const written = slice(text, heading)
    anchors.add(bare(written))
    // Link targets and tags in a heading are not part of its anchor, an explicit id is all of it.
    anchors.add(bare(written.replace(/\]\([^)]{0,500}\)|<[^>]{0,500}>|\{[^}]{0,200}\}|:[a-z_]{1,30}:/g, '')))
  }
  for (const [, id] of text.matchAll(/(?:id|name)\s?=\s?["']?([^"'\s>]{1,200})/gi))
    anchors.add(bare(id ?? ''))
  for (const [, id] of text.matchAll(/\{:? ?#([^}\s]{1,200})/g)) anchors.add(bare(id ?? ''))
  for (const [, id] of text.matchAll(/^\(([^)\n]{1,200})\)=/gm)) anchors.add(bare(id ?? ''))
  for (const [, bold] of text.matchAll(/^\*\*([^*\n]{1,200})\*\*/gm)) anchors.add(bare(bold ?? ''))
  return anchors
}
