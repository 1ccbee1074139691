import type { SectionRole } from '../document/section.ts'

/** What stands above the parts of a plan that are not done when all goes well. */
export const partTitles: Readonly<Partial<Record<SectionRole, string>>> = {
  rollback: 'If it is rolled back',
  'on-cancel': 'If it is cancelled',
  final: 'At last, however it ends',
}
