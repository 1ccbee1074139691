import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { colourCode } from '../../web/ui/colour-code.ts'
import { linkInLibrary } from '../../web/ui/library-link.ts'
import { countFacets, filterRows, parseLibrarySearch } from '../../web/pages/library/filter.ts'

describe('coloured code', () => {
  test.each(['sh', 'sql', 'python', 'http', 'yaml', 'unheard-of'])(
    'in %s has everything of the text, in order',
    (language) => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary' }), (text) => {
          expect(
            colourCode(text, language)
              .map((part) => part.text)
              .join(''),
          ).toBe(text)
        }),
      )
    },
  )

  test('is never slow, however it is written', () => {
    for (const text of ['"'.repeat(40_000), '/*'.repeat(20_000), '{{'.repeat(20_000), "'\n".repeat(20_000)])
      for (const language of ['sh', 'sql', 'js', 'yaml']) {
        const started = performance.now()
        colourCode(text, language)
        expect(performance.now() - started).toBeLessThan(1500)
      }
  })
})

describe('a link of a document', () => {
  const from = linkInLibrary('team/a.md')
  test.each([
    ['b.md', '/runbook/team/b.md'],
    ['../c.md#how', '/runbook/c.md#how'],
    ['./deep/d.markdown', '/runbook/team/deep/d.markdown'],
  ])('%s leads to its page', (href, page) => expect(from(href)).toBe(page))

  test.each([
    'javascript:alert(1)',
    'JAVASCRIPT:x.md',
    '//elsewhere/x.md',
    'https://elsewhere/x.md',
    'data:text/html,x.md',
    'picture.png',
    '#here',
    '\\\\elsewhere\\x.md',
  ])('%s leads nowhere', (href) => expect(from(href)).toBeUndefined())

  test('never leads out of the runbooks', () => {
    fc.assert(
      fc.property(fc.string(), (href) => {
        expect(from(`${href}.md`) ?? '/runbook/').toMatch(/^\/runbook\//)
      }),
    )
  })
})

describe('what is filtered', () => {
  const row = (path: string, owner?: string) => ({
    path,
    title: path,
    purpose: 'runbook' as const,
    tags: [],
    freshness: 'fresh' as const,
    validation: 'none' as const,
    parameters: 0,
    steps: 1,
    rungs: { manual: 1, assisted: 0, auto: 0 },
    findings: { error: 0, warning: 0, info: 0 },
    ...(owner === undefined ? {} : { owner }),
  })
  const rows = [row('a.md', 'Ana'), row('b.md', 'Ana'), row('c.md')]

  test('fits every chosen facet', () => {
    expect(filterRows(rows, { owner: 'Ana' }).map(({ path }) => path)).toEqual(['a.md', 'b.md'])
    expect(filterRows(rows, { owner: 'nobody', freshness: 'due' })).toEqual([])
  })

  test('facets that tell nothing apart are not shown; a chosen one stays, to be unchosen', () => {
    expect(countFacets(rows, {}).map(({ name }) => name)).toEqual(['owner'])
    expect(countFacets(rows, { freshness: 'fresh' }).map(({ name }) => name)).toEqual(['owner', 'freshness'])
    expect(countFacets(rows, { owner: 'Ana' })[0]?.values).toEqual([
      ['Ana', 2],
      ['nobody', 1],
    ])
  })

  test('an address holds words, whatever is written in it', () => {
    expect(parseLibrarySearch({ q: 'x', owner: 7, tag: ['a'], status: '' })).toEqual({ q: 'x' })
  })
})
