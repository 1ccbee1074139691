import { html, type Html } from '../../../sink/html.ts'
import { terminalPlain } from '../../../sink/terminal.ts'
import { formatDuration } from '../../../text/duration.ts'
import type { AttemptReport, StepReport } from '../schema.ts'
import { clockOf, stepWords } from './words.ts'

/** A step: its number in the colour of how it came out, what was run, what came of it, what was said. */
export function stepItem(step: StepReport): Html {
  const [tone, words] = stepWords[step.status]
  return html`<li class="step" id="step-${step.number}">
    <span class="dot ${tone}" aria-hidden="true">${step.number}</span>
    <div class="head">
      <h3>${step.title}</h3>
      <span class="tag ${tone}">${words}${howWords(step)}</span>
    </div>
    <p class="meta">${metaOf(step)}</p>
    ${
      step.evidence === undefined
        ? ''
        : html`<div class="quote">
            <p><span class="said">${step.evidence}</span></p>
            <p class="soft">evidence</p>
          </div>`
    }
    ${step.attempts.map((attempt) => attemptBlock(attempt, step))}
  </li> `
}

const hows: Readonly<Record<string, string>> = {
  'by-hand': 'by hand',
  'already-done': 'was so already',
  'not-applicable': 'not applicable',
  condition: 'its condition was not met',
  'passed-over': 'passed over',
}

/** Beside the status; a failure's own words stand with its attempt. */
function howWords({ how, status }: StepReport): string {
  if (how === undefined || status === 'failed' || how === 'tool' || how === 'children') return ''
  return `, ${hows[how] ?? how}`
}

function metaOf({ line, turns, startedAt, attempts, stale, status, how }: StepReport): readonly Html[] {
  const took = attempts.reduce((sum, attempt) => sum + (attempt.tookMs ?? 0), 0)
  const parts = [
    html`line ${line}`,
    ...(turns === undefined ? [] : [html`${turns} ${turns === 1 ? 'turn' : 'turns'}`]),
    ...(startedAt === undefined ? [] : [html`began ${clockOf(startedAt)}`]),
    ...(attempts.length === 0 ? [] : [html`ran for ${formatDuration(took)}`]),
    ...(attempts.length > 1 ? [html`${attempts.length} commands`] : []),
    ...(stale ? [html`<b class="warn">not known whether it still holds: the operator went back</b>`] : []),
    ...(status === 'failed' && attempts.length === 0 && how !== undefined
      ? [html`<b class="bad">${how}</b>`]
      : []),
  ]
  return parts.map((part, index) => (index === 0 ? part : html` · ${part}`))
}

function attemptBlock(attempt: AttemptReport, { number, title }: StepReport): Html {
  const { stage, startedAt, tookMs, end, command, output, hash } = attempt
  const good = end === 'exit 0'
  const took = tookMs === undefined ? '' : ` in ${formatDuration(tookMs)}`
  return html`<div class="attempt">
    <header>
      <span
        >${stage === 'main' ? '' : `${stage} · `}${clockOf(startedAt)} ·
        <b class="${good ? 'good' : 'bad'}">${end}</b>${took}</span
      ><code title="${hash}">${shortHash(hash)}</code>
    </header>
    ${command === '' ? '' : html`<pre><code>${command.replace(/\n$/, '')}</code></pre>`}
    ${output === '' ? '' : html`<pre class="output" tabindex="0" role="region" aria-label="Output of step ${number}, ${title}">${terminalPlain(output).replace(/\n$/, '')}</pre>`}
  </div> `
}

/** Enough of a hash to tell it from others at a glance; the whole one is in the Markdown and JSON reports. */
const shortHash = (hash: string): string => hash.slice(0, 19)
