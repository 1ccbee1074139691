import type { MenuOption, MenuReason } from '../menu.ts'
import type { SectionId } from '../section.ts'

/** A menu before it has an id. */
export type MenuDraft = {
  readonly reason: MenuReason
  readonly title: string
  readonly section: SectionId
  readonly options: readonly MenuOption[]
}
