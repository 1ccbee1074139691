import type { LintContext } from '../context.ts'
import type { Defect } from '../finding.ts'
import { linksIn } from '../links.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A relative link to a Markdown file names no file of the library. Links that leave the library are not looked at, and those that begin with `/` only when a base is configured. */
export const brokenRelativeLink: Rule = {
  id: 'broken-relative-link',
  summary: 'Links to other documents of the library lead to a file that exists.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A relative link to a Markdown file names no file of the library. Links that leave the library are not looked at, and those that begin with `/` only when a base is configured.',
    bad: example('# Restart', '', '1. Read [what it does](no-such-page.md).'),
    good: example('# Restart', '', '1. Read [what it does](../README.md).'),
    why: 'The reader needs that page in the middle of an incident and gets a 404.',
    source: 'format §3',
  },
  check: (context) => (context.facts.files ? brokenIn(context, context.facts.files) : []),
}

function brokenIn({ lines, facts, config }: LintContext, files: ReadonlySet<string>): readonly Defect[] {
  const folder = facts.path.split('/').slice(0, -1)
  return linksIn(lines).flatMap(({ href, range }) => {
    const path = pathOf(href)
    if (path === undefined) return []
    const base = path.startsWith('/') ? config.linkBase?.split('/') : folder
    const target = base && resolve([...base, ...path.split('/')])
    if (target === undefined || files.has(target)) return []
    return [
      {
        message: `\`${href}\` leads to no file of the library.`,
        remedy: 'Correct the link, or take it out.',
        range,
      },
    ]
  })
}

/** The path of a link to a Markdown file, decoded; anything with a scheme, a host or a template in it is not ours. */
function pathOf(href: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:|^\/\/|[{}<>$%]{2}|<%/i.test(href)) return undefined
  const path = decode(href.replace(/[?#].*$/s, ''))
  return path !== undefined && /\.(md|markdown)$/i.test(path) ? path : undefined
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Joined segments without `.` and `..`; undefined when they climb out of the library. */
function resolve(segments: readonly string[]): string | undefined {
  const path: string[] = []
  for (const segment of segments) {
    if (segment === '..') {
      if (path.pop() === undefined) return undefined
    } else if (segment !== '' && segment !== '.') path.push(segment)
  }
  return path.join('/')
}
