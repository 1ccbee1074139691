import { visibleText } from './visible.ts'

/**
 * Text for a chat message: it mentions nobody, makes no named link and no markup of Slack's, Teams's,
 * Mattermost's or Discord's. `@` before a word becomes `＠`, which looks alike and calls no one.
 */
export const chatText = (text: string): string =>
  visibleText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/@(?=[\w{([])/g, '＠')
    .replaceAll('](', '] (')
