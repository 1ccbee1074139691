import { statSync } from 'node:fs'
import { version } from './version.ts'

// The bundle that lints, for each of the three.
const { size, mtimeMs } = statSync(new URL('./reading.js', import.meta.url))

/** Which build of the published package this is. */
export const build = `${version} ${size} ${mtimeMs}`
