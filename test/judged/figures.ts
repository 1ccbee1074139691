import type { Agreement } from './agreement.ts'
import { alike } from './agreement.ts'

/** How well the reader agrees with the judge: shares from 0 to 1, and counts. */
export type Figures = {
  readonly files: number
  /** Share of files with exactly the judged steps. */
  readonly exact: number
  /** Share of the reader's steps that the judge names, and of the judge's that the reader names. */
  readonly precision: number
  readonly recall: number
  /** Share of the steps named by both whose titles are alike. */
  readonly titles: number
  /** Share of the blocks judged runnable that are offered. */
  readonly offered: number
  /** Blocks offered that a tool must not run, and those of them with a word of harm in them. */
  readonly wronglyOffered: number
  readonly harmfulOffered: number
  readonly menus: number
  readonly menusFound: number
  readonly menusExtra: number
}

export const isExact = ({ missed, extra }: Agreement): boolean => missed.length === 0 && extra.length === 0

export function figuresOf(agreements: readonly Agreement[]): Figures {
  const sum = (count: (agreement: Agreement) => number): number =>
    agreements.reduce((total, agreement) => total + count(agreement), 0)
  const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole)
  const both = sum(({ pairs }) => pairs.length)
  const required = sum(({ pairs }) => pairs.filter(({ judged }) => judged.optional !== true).length)
  const menus = sum((agreement) => agreement.menus)
  return {
    files: agreements.length,
    exact: share(agreements.filter(isExact).length, agreements.length),
    precision: share(
      both,
      sum(({ named }) => named.length),
    ),
    recall: share(required, required + sum(({ missed }) => missed.length)),
    titles: share(
      sum(({ pairs }) => pairs.filter(({ judged, named }) => alike(judged.title, named.title)).length),
      both,
    ),
    offered: share(
      sum(({ offerable, withheld }) => offerable - withheld.length),
      sum(({ offerable }) => offerable),
    ),
    wronglyOffered: sum(({ wronglyOffered }) => wronglyOffered.length),
    harmfulOffered: sum(({ wronglyOffered }) => wronglyOffered.filter(({ harm }) => harm).length),
    menus,
    menusFound: menus - sum(({ menusMissed }) => menusMissed.length),
    menusExtra: sum(({ menusExtra }) => menusExtra.length),
  }
}

/** Figures that may only rise, and counts of faults that may only fall. */
const rising = ['exact', 'precision', 'recall', 'titles', 'offered', 'menusFound'] as const
const falling = ['wronglyOffered', 'harmfulOffered', 'menusExtra'] as const

/** The names of the figures that are worse than the floor. */
export const below = (figures: Figures, floor: Figures): readonly string[] => [
  ...rising.filter((name) => figures[name] < floor[name]),
  ...falling.filter((name) => figures[name] > floor[name]),
]

/** The better of both, name by name: a floor never falls. */
export const raised = (figures: Figures, floor: Figures): Figures => ({
  ...figures,
  ...Object.fromEntries(rising.map((name) => [name, Math.max(figures[name], floor[name])])),
  ...Object.fromEntries(falling.map((name) => [name, Math.min(figures[name], floor[name])])),
})
