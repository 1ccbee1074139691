import { buildPages } from './web-pages.ts'

/** Before a server is started from a checkout: its pages, if they are not there or have become old. */
const started = performance.now()
if ((await buildPages()) === 'built')
  console.log(`built the pages (${((performance.now() - started) / 1000).toFixed(1)} s)`)
