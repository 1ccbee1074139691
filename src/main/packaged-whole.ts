import { build } from './packaged-build.ts'
import { start } from './start.ts'

// Every command, in the published package: our own programs are bundles beside this one.
await start({
  programs: {
    node: process.execPath,
    sql: new URL('./sql-program.js', import.meta.url),
    http: new URL('./http-program.js', import.meta.url),
    terminal: new URL('./terminal-program.js', import.meta.url),
    ssh: new URL('./ssh-program.js', import.meta.url),
    notify: new URL('./notify-program.js', import.meta.url),
  },
  journalWorker: new URL('./journal-worker.js', import.meta.url),
  pages: new URL('./web/', import.meta.url),
  build,
})
