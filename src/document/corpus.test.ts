import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import MarkdownIt from 'markdown-it'
import { describe, expect, test } from 'vitest'
import { contains } from '../text/range.ts'
import { readSource, writeSource } from '../text/source.ts'
import { frontmatterPlace } from './markdown/frontmatter.ts'
import { blank, findOpaque } from './markdown/opaque.ts'
import type { Node } from './markdown/tree.ts'
import { parseTree } from './markdown/tree.ts'
import { leafOwners } from './owners.ts'
import { readRunbook } from './read.ts'
import { stepsWithin } from './step.ts'

const corpus = '../shared/corpus/markdown'

/** Real runbooks of teams who never heard of this project. */
describe.skipIf(!existsSync(corpus))('every runbook of the corpus', () => {
  const files = globSync(`${corpus}/**/*.{md,erb}`).map((path) => {
    const bytes = new Uint8Array(readFileSync(path))
    const result = readSource(bytes)
    if (result.kind !== 'source') throw new Error(`${path}: ${result.why}`)
    return { path, bytes, source: result.source, runbook: readRunbook(result.source, basename(path)) }
  })

  test('there are more than two thousand', () => expect(files.length).toBeGreaterThan(2000))

  test('is the same bytes after opening and saving', () => {
    const changed = files.filter(({ bytes, source }) => Buffer.compare(writeSource(source), bytes) !== 0)
    expect(changed.map(({ path }) => path)).toEqual([])
  })

  test('has one owner for each offset', () => {
    const wrong = files.filter(({ runbook }) => {
      const owners = leafOwners(runbook)
      const gapless = owners.every(({ range }, index) => range.from === (owners[index - 1]?.range.to ?? 0))
      return !gapless || (owners.at(-1)?.range.to ?? 0) !== runbook.source.text.length
    })
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  test('has steps inside their sections, one after the other, and their parts inside them', () => {
    const wrong = files.filter(({ runbook }) => {
      const sections = new Map(runbook.sections.map((section) => [section.id, section]))
      const ordered = runbook.steps.every(
        (step, index) => step.range.from >= (runbook.steps[index - 1]?.range.to ?? 0),
      )
      return (
        !ordered ||
        [...stepsWithin(runbook.steps)].some((step) => {
          const section = sections.get(step.section)
          const parts = [
            ...step.body.map((part) =>
              part.kind === 'block'
                ? part.block.range
                : part.kind === 'label'
                  ? part.label.range
                  : part.range,
            ),
            ...step.steps.map(({ range }) => range),
          ].toSorted((a, b) => a.from - b.from)
          return (
            !section ||
            !contains(section.range, step.range) ||
            parts.some(
              (range, index) => !contains(step.range, range) || range.from < (parts[index - 1]?.to ?? 0),
            )
          )
        })
      )
    })
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  test('has unique ids', () => {
    const wrong = files.filter(({ runbook }) => {
      const ids = [...runbook.sections, ...stepsWithin(runbook.steps), ...runbook.menus].map(({ id }) => id)
      return new Set(ids).size !== ids.length
    })
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  test('has in every fence the text that CommonMark gives it', () => {
    const markdown = new MarkdownIt({ html: true })
    let fences = 0
    const wrong = files.filter(({ source: { text } }) => {
      const frontmatter = frontmatterPlace(text)
      const blanked = blank(text, [
        ...(frontmatter ? [frontmatter.range] : []),
        ...findOpaque(text, frontmatter?.range.to ?? 0),
      ])
      const theirs = markdown
        .parse(blanked, {})
        .flatMap(({ type, content }) => (type === 'fence' ? [content] : []))
      fences += theirs.length
      return JSON.stringify(fencesIn(parseTree(blanked, blanked).nodes)) !== JSON.stringify(theirs)
    })
    expect(wrong.map(({ path }) => path)).toEqual([])
    expect(fences).toBeGreaterThan(5000)
  })
})

const fencesIn = (nodes: readonly Node[]): string[] =>
  nodes.flatMap((node) => {
    if (node.kind === 'code') return node.fence === 'indented' ? [] : [node.text]
    if (node.kind === 'quote') return fencesIn(node.children)
    return node.kind === 'list' ? node.items.flatMap((item) => fencesIn(item.children)) : []
  })
