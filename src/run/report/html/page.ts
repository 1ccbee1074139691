import { html, type Html } from '../../../sink/html.ts'
import type { RunReport } from '../schema.ts'
import { undoWords } from '../undo-words.ts'
import { header } from './header.ts'
import { stepItem } from './step.ts'
import { style } from './style.ts'
import { clockOf, runWords, timeOf, timeWords } from './words.ts'

/**
 * The report as one file that needs nothing else: no script, no request (its own policy forbids them). It reads
 * on a phone, on a wide screen light or dark, and on paper. Everything from outside goes through `html`.
 */
export function reportHtml(report: RunReport): string {
  const body = html`${header(report)} ${section('Parameters', parameters(report))}
  ${section('Steps', steps(report))} ${section('Failures', failures(report))}
  ${section('Rollback', rollback(report))} ${section('Deviations', deviations(report))}
  ${section('Corrected text', corrections(report))} ${section('Notes', notes(report))}
  ${section('Remarks on the text', remarks(report))} ${section('Attachments', attachments(report))}
  ${section('Timeline', timeline(report))} ${footer(report)}`
  const title = html`${report.runbook.title}: ${runWords[report.status][1].toLowerCase()},
  ${timeWords(report.startedAt)}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>${title.markup}</title>
<style>${style}</style>
</head>
<body>
<main>
${body.markup}</main>
</body>
</html>
`
}

type Content = Html | undefined

const section = (title: string, content: Content): Html =>
  content === undefined
    ? html``
    : html`<section aria-label="${title}">
        <h2>${title}</h2>
        ${content}
      </section>`

/** A list with one item for each; nothing when there are none. */
const listOf = <T>(all: readonly T[], item: (one: T, index: number) => Html): Content =>
  all.length === 0
    ? undefined
    : html`<ul class="list">
        ${all.map((one, index) => html`<li>${item(one, index)}</li>`)}
      </ul>`

const parameters = ({ parameters: all }: RunReport): Content =>
  all.length === 0
    ? undefined
    : html`<table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          ${all.map(
            ({ name, value, secret }) =>
              html`<tr>
                <td><code>${name}</code></td>
                <td>${secret ? html`<span class="soft">secret</span>` : value}</td>
              </tr>`,
          )}
        </tbody>
      </table>`

const steps = ({ steps: all }: RunReport): Content =>
  all.length === 0
    ? undefined
    : html`<ol class="steps">
        ${all.map(stepItem)}
      </ol>`

const failures = ({ failures: all }: RunReport): Content =>
  listOf(
    all,
    ({ at, step, message, consequence }) =>
      html`<b>${step}</b>
        <p><span class="said">${message}</span></p>
        <p class="soft">${timeOf(at)} · ${consequence}</p>`,
  )

const rollback = ({ rollback: taken }: RunReport): Content =>
  taken &&
  html`<p class="soft">Begun ${timeOf(taken.at)}${taken.because === undefined ? '' : `: ${taken.because}`}</p>
    ${
      listOf(
        taken.steps,
        ({ at, step, how }) =>
          html`<b>${step}</b> <span class="soft">${undoWords[how]} · ${clockOf(at)}</span>`,
      ) ?? html`<p>Nothing was taken back.</p>`
    }`

const deviations = ({ deviations: words, deviationDetails }: RunReport): Content =>
  listOf(
    deviationDetails,
    ({ by, at, difference }, index) =>
      html`<p><span class="said">${words[index] ?? ''}</span></p>
        <p class="soft">${by} · ${timeOf(at)}</p>
        ${difference === undefined ? '' : html`<pre class="diff">${difference.join('\n')}</pre>`}`,
  )

const corrections = ({ corrections: all }: RunReport): Content =>
  listOf(
    all,
    ({ at, by, documentHash, replacedHash, steps, gone }) =>
      html`<p class="soft">${by} · ${timeOf(at)}</p>
        <p>From <code>${replacedHash}</code> to <code>${documentHash}</code></p>
        <table>
          <thead>
            <tr>
              <th>Step before</th>
              <th>Step after</th>
              <th>Matched by</th>
              <th>Commands</th>
            </tr>
          </thead>
          <tbody>
            ${steps.map(
              (each) =>
                html`<tr>
                  <td>${each.before}</td>
                  <td>${each.after}</td>
                  <td>${each.by}</td>
                  <td>${each.exact ? 'the same' : 'changed'}${finishedWords[each.finished ?? 'open']}</td>
                </tr>`,
            )}
          </tbody>
        </table>
        ${gone.map(({ title }) => html`<p>Not in the text any more: “${title}”</p>`)}`,
  )

const finishedWords = { keep: ', kept as done', again: ', done again', open: '' }

const notes = ({ notes: all }: RunReport): Content =>
  listOf(
    all,
    ({ at, by, step, text }) =>
      html`<p><span class="said">${text}</span></p>
        <p class="soft">${by} · ${timeOf(at)}${step === undefined ? '' : ` · at “${step}”`}</p>`,
  )

const remarks = ({ remarks: all }: RunReport): Content =>
  listOf(
    all,
    ({ step, line, verdict, text, by }) =>
      html`<p><b>${verdict}</b>${text === undefined ? '' : `: ${text}`}</p>
        <p class="soft">${by} · “${step}”, line ${line}</p>`,
  )

const attachments = ({ attachments: all }: RunReport): Content =>
  listOf(
    all,
    ({ name, bytes, sha256, by, at, step }) =>
      html`<b>${name}</b> <span class="soft">${bytes} bytes</span>
        <p class="soft">${by} · ${timeOf(at)}${step === undefined ? '' : ` · at “${step}”`}</p>
        ${sha256 === '' ? '' : html`<code>${sha256}</code>`}`,
  )

/** Moments by the day; the day is said once. */
function timeline({ timeline: all }: RunReport): Content {
  if (all.length === 0) return undefined
  let day = ''
  return html`<ol class="timeline">
    ${all.map(({ at, by, what }) => {
      const first = at.slice(0, 10) !== day
      day = at.slice(0, 10)
      return html`${first ? html`<li><h3>${timeWords(at).split(',')[0] ?? ''}, UTC</h3></li>` : ''}
        <li>${clockOf(at)}<span class="who">${by}</span><span class="what">${what}</span></li> `
    })}
  </ol>`
}

const footer = ({ run, record }: RunReport): Html =>
  html`<footer>
    <p>
      Made from ${record.entries} entries of the record of this run. Whoever keeps these two hashes can see
      later whether the run, or anything before it in the ledger, was altered:
      <code>kneeboard audit verify</code>. Without them, or a witness, that command finds accidents and
      partial edits, and no more.
    </p>
    <dl>
      <dt>Last entry of ${run}</dt>
      <dd><code>${record.tip}</code></dd>
      <dt>Ledger, ${record.ledger.entries} entries</dt>
      <dd><code>${record.ledger.tip}</code></dd>
    </dl>
  </footer> `
