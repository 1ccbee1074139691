import type { SeverityCounts } from '../lint/format/linted.ts'
import { countSeverities } from '../lint/format/linted.ts'
import type { RunHead } from '../run/head.ts'
import type { App, Trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { visibleHeads } from './visible.ts'
import { lintLibrary } from './lint-library.ts'
import { listLibrary } from './list-library.ts'

/** What stands around the product and how it is: each line says what was looked at. */
export type Examination = {
  readonly kind: 'examination'
  readonly checks: readonly ExaminedThing[]
  readonly runbooks: number
  readonly documents: number
  readonly lint: SeverityCounts
  readonly openRuns: readonly RunHead[]
}

export type ExaminedThing = {
  readonly name: string
  readonly state: 'good' | 'missing' | 'wrong'
  readonly detail: string
  readonly remedy?: string
}

export type Surroundings = {
  /** `24.1.0` */
  readonly nodeVersion: string
  readonly findProgram: (name: string) => string | undefined
  /** `YYYY-MM-DD` */
  readonly today: string
}

/** Looks at runtime, records, library and programs; runs nothing and changes nothing. */
export async function examine(app: App, around: Surroundings): Promise<Examination | Trouble> {
  const no = await authorise(app, 'examine')
  if (no) return no
  const entries = await listLibrary(app)
  if ('kind' in entries) return entries
  const linted = await lintLibrary(app, {
    paths: [],
    config: {},
    today: around.today,
    cache: 'use',
  })
  if (linted.kind === 'trouble') return linted
  const documents = entries.filter((entry) => entry.kind === 'unreadable' || entry.steps === 0).length
  return {
    kind: 'examination',
    checks: [
      nodeCheck(around.nodeVersion),
      { name: 'records', state: 'good', detail: app.dataFolder },
      await libraryCheck(app),
      ...programs.map((program) => programCheck(around, program)),
    ],
    runbooks: entries.length - documents,
    documents,
    lint: countSeverities(linted.files),
    openRuns: await visibleHeads(app, { open: true, limit: 100 }),
  }
}

async function libraryCheck({ library, source }: App): Promise<ExaminedThing> {
  const state = await source?.state()
  const wrong = state?.trouble ?? state?.refused
  return {
    name: 'library',
    state: wrong ? 'wrong' : 'good',
    detail: wrong && state ? `${state.address}: ${wrong.why}` : (state?.address ?? library.root),
    ...(wrong ? { remedy: wrong.remedy } : {}),
  }
}

function nodeCheck(version: string): ExaminedThing {
  const good = Number(version.split('.')[0]) >= 24
  return {
    name: 'node',
    state: good ? 'good' : 'wrong',
    detail: version,
    ...(good ? {} : { remedy: 'Kneeboard needs Node 24 or newer' }),
  }
}

type Program = { readonly name: string; readonly needed: boolean; readonly use: string }

const programs: readonly Program[] = [
  { name: 'sh', needed: true, use: 'supervises every command' },
  { name: 'bash', needed: true, use: 'runs bash blocks' },
  { name: 'git', needed: false, use: 'says which commit a text is' },
  { name: 'zsh', needed: false, use: 'runs zsh blocks' },
  { name: 'fish', needed: false, use: 'runs fish blocks' },
  { name: 'python3', needed: false, use: 'runs python blocks' },
  { name: 'ruby', needed: false, use: 'runs ruby blocks' },
  { name: 'pwsh', needed: false, use: 'runs powershell blocks' },
]

function programCheck({ findProgram }: Surroundings, { name, needed, use }: Program): ExaminedThing {
  const path = findProgram(name)
  if (path !== undefined) return { name, state: 'good', detail: path }
  const remedy = `install ${name}: it ${use}`
  return { name, state: needed ? 'wrong' : 'missing', detail: 'not on PATH', remedy }
}
