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
  readonly wronglyOffered: number
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
    menus,
    menusFound: menus - sum(({ menusMissed }) => menusMissed.length),
    menusExtra: sum(({ menusExtra }) => menusExtra.length),
  }
}
