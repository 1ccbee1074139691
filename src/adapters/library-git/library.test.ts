import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { BenchFiles } from '../../../test/conformance/library.suite.ts'
import { librarySuite } from '../../../test/conformance/library.suite.ts'
import { makeUpstream, mirrorOf } from '../../../test/servers/git.ts'
import { openGitLibrary } from './library.ts'

const toRemove: (() => void)[] = []
afterAll(() => {
  for (const remove of toRemove) remove()
})

librarySuite('a bare repository', async (files: BenchFiles) => {
  const upstream = makeUpstream(files)
  const mirror = mirrorOf(`file://${upstream.bare}`, join(upstream.base, 'data', 'repository'))
  const fetched = await mirror.fetch(0)
  if (fetched.kind === 'failed') throw new Error(fetched.why)
  await mirror.publish(fetched.ref, fetched.found.tip)
  const library = openGitLibrary(mirror)
  toRemove.push(() => {
    library.close?.()
    upstream.remove()
  })
  return library
})
