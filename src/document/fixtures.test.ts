import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { outlineOf } from '../../test/document-outline.ts'
import { sourceOf } from '../text/source.ts'
import { readRunbook } from './read.ts'

/** Whole runbooks beside what is read of them: `x.md` and `x.json`. */
for (const path of globSync('test/fixtures/document/*.md')) {
  test(basename(path), () => {
    const { title, metadata, parameters, problems, ...runbook } = readRunbook(
      sourceOf(readFileSync(path, 'utf8')),
      basename(path),
    )
    const seen = {
      title: title.text,
      metadata: Object.fromEntries(Object.entries(metadata).map(([field, value]) => [field, value.text])),
      parameters: parameters.map((parameter) => ({ ...parameter, range: undefined })),
      problems: problems.map(({ code }) => code),
      outline: outlineOf({ title, metadata, parameters, problems, ...runbook }),
    }
    expect(seen).toEqual(JSON.parse(readFileSync(path.replace(/\.md$/, '.json'), 'utf8')))
  })
}
