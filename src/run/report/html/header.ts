import { html, type Html } from '../../../sink/html.ts'
import { formatDuration } from '../../../text/duration.ts'
import type { RunReport } from '../schema.ts'
import { runWords, signs, stepWords, timeOf } from './words.ts'

/** What a reader wants first: what it was, how it came out, who, when, and what to be wary of. */
export function header(report: RunReport): Html {
  const { runbook, status, why, tookMs, endedAt } = report
  const [tone, words] = runWords[status]
  return html`<header>
    <div class="eyebrow">
      <span><b>Kneeboard</b> run report</span><span class="mono">${report.run}</span>
    </div>
    <h1>${runbook.title}${runbook.section === undefined ? '' : ` › ${runbook.section}`}</h1>
    ${runbook.outcome === undefined ? '' : html`<p class="lede">${runbook.outcome}</p>`}
    <div class="verdict">
      <span class="pill ${tone}"><span aria-hidden="true">${signs[tone]}</span>${words}</span>
      <p>
        ${endedAt === undefined ? 'so far' : 'after'}
        ${formatDuration(tookMs)}${why === undefined ? '' : ` · ${whyWords(why)}`}
      </p>
    </div>
    ${strip(report)} ${failed(report)} ${warning(report)} ${facts(report)}
  </header> `
}

const whyWords = (why: string): string => why.replaceAll('-', ' ')

/** One mark a step, in its colour; the same in words below. */
function strip({ steps }: RunReport): Html {
  if (steps.length === 0) return html``
  const counts = new Map<string, number>()
  for (const { status } of steps) {
    const words = stepWords[status][1].toLowerCase()
    counts.set(words, (counts.get(words) ?? 0) + 1)
  }
  const said = [...counts].map(([words, count]) => `${count} ${words}`).join(', ')
  return html`<div class="strip" aria-hidden="true">
      ${steps.map(({ status }) => html`<i class="${stepWords[status][0]}"></i>`)}
    </div>
    <p class="strip-words">${steps.length} ${steps.length === 1 ? 'step' : 'steps'}: ${said}</p>`
}

/** The failure that decided how the run went on. */
function failed({ failures }: RunReport): Html {
  const last = failures.at(-1)
  if (!last) return html``
  return html`<div class="callout bad">
    <p><b>${last.step}</b> failed: ${last.message}</p>
  </div>`
}

function warning({ runbook: { version } }: RunReport): Html {
  switch (version.kind) {
    case 'committed':
      return version.publication?.published === false
        ? html`<div class="callout warn">
            <p><b>The text was not published:</b> ${version.publication.why}.</p>
          </div>`
        : html``
    case 'uncommitted':
      return html`<div class="callout warn">
        <p>
          <b>The text was not committed.</b> Nobody had reviewed what was run in this form; the hash below is
          of the file as it was.
        </p>
      </div>`
    case 'unversioned':
      return html`<div class="callout warn">
        <p><b>The text is not under version control.</b> The hash below is of the file as it was.</p>
      </div>`
  }
}

function facts(report: RunReport): Html {
  const { runbook, startedBy, operator, approvals, startedAt, endedAt } = report
  const approvers = approvals.map(
    ({ approver, asserted }) => `${approver}${asserted ? ' (as the operator says)' : ''}`,
  )
  const rows: readonly (readonly [string, Html] | undefined)[] = [
    ['Started', timeOf(startedAt)],
    ['Ended', endedAt === undefined ? html`not yet` : timeOf(endedAt)],
    ['Started by', html`${startedBy} <small>on ${report.startedOn}</small>`],
    operator === startedBy ? undefined : ['Operator', html`${operator}`],
    approvers.length === 0 ? undefined : ['Approved by', html`${approvers.join(', ')}`],
    ['Mode', html`${report.mode}`],
    runbook.owner === undefined ? undefined : ['Owner', html`${runbook.owner}`],
    ['Runbook', html`<code>${runbook.path}</code>${commit(report)}`],
    ['Text', html`<code>${runbook.documentHash}</code>`],
    ['What can run in it', html`<code>${runbook.executableHash}</code>`],
    ['Isolation', html`none <small>commands ran as the user who started the run</small>`],
  ]
  return html`<dl class="facts">
    ${rows.map((row) =>
      row
        ? html`<div>
            <dt>${row[0]}</dt>
            <dd>${row[1]}</dd>
          </div>`
        : '',
    )}
  </dl>`
}

function commit({ runbook: { version } }: RunReport): Html {
  if (version.kind === 'unversioned' || version.commit === undefined) return html``
  const branch = version.kind === 'committed' ? version.branch : undefined
  return html`<br /><small
      >${version.kind === 'committed' ? 'at commit' : 'changed since commit'}
      <code>${version.commit}</code>${branch === undefined ? '' : ` on ${branch}`}</small
    >`
}
