import { mailHeader } from '../../sink/mail.ts'
import { messageHtml } from '../../sink/message-html.ts'
import { messageText } from '../../sink/message.ts'
import { slackText } from '../../sink/slack.ts'
import { teamsElements, teamsTitle } from '../../sink/teams.ts'
import { visibleText } from '../../sink/visible.ts'
import type { Destination } from './destination.ts'
import type { NotifyRequest } from './request.ts'

/** An effect's id is told to the receiver wherever it has a place for one, so that it can tell a repetition. */
export type Notification = NotifyRequest & { readonly effect: string }

type Body = Readonly<Record<string, unknown>>

/** What is posted to a destination, as its kind reads it. */
export function payloadOf(kind: Exclude<Destination['kind'], 'mail'>, sent: Notification, key: string): Body {
  const { title, message, severity, effect } = sent
  switch (kind) {
    case 'slack': {
      const heading =
        title === undefined ? [] : [{ kind: 'heading', spans: [{ text: title, style: 'plain' }] } as const]
      return { text: slackText([...heading, ...message]), unfurl_links: false, unfurl_media: false }
    }
    case 'teams':
      return {
        type: 'message',
        attachments: [
          {
            contentType: 'application/vnd.microsoft.card.adaptive',
            content: {
              $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
              type: 'AdaptiveCard',
              version: '1.4',
              body: [...(title === undefined ? [] : [teamsTitle(title)]), ...teamsElements(message)],
            },
          },
        ],
      }
    case 'pagerduty':
      return {
        routing_key: key,
        event_action: 'trigger',
        dedup_key: effect,
        payload: {
          summary: titleOf(sent, 1024),
          source: 'kneeboard',
          severity,
          custom_details: { text: messageText(message), run: effect.split('/')[0] },
        },
      }
    case 'webhook':
      return {
        schema: 'kneeboard.notification/1',
        id: effect,
        run: effect.split('/')[0],
        severity,
        ...(title === undefined ? {} : { title: visibleText(title) }),
        text: messageText(message),
        html: messageHtml(message),
      }
  }
}

export type Mail = {
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly messageId: string
}

/** The same effect has the same Message-ID: a server that gets it twice can tell. */
export function mailOf(sent: Notification, from: string): Mail {
  const { message, effect, severity } = sent
  const words = severity === 'info' ? '' : `[${severity}] `
  return {
    subject: mailHeader(words + titleOf(sent, 200)),
    text: `${messageText(message)}\n\n-- \nKneeboard ${effect}\n`,
    html: `<!doctype html>\n<meta charset="utf-8">\n${messageHtml(message)}\n<hr>\n<p>Kneeboard ${effect}</p>\n`,
    messageId: `<${effect.replace('/', '.')}@${from.split('@')[1] ?? 'kneeboard'}>`,
  }
}

/** Without a title the first line says it. */
function titleOf({ title, message }: NotifyRequest, charactersMax: number): string {
  const text = visibleText(title ?? messageText(message).split('\n')[0] ?? '').trim()
  return (text === '' ? 'Kneeboard' : text).slice(0, charactersMax)
}
