import type { Installation } from './open-app.ts'
import { build } from './packaged-build.ts'

/** The published package: our own programs are bundles beside this one. */
export const packaged: Installation = {
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
}
