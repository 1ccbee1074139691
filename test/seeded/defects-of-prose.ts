import type { Defect } from './defect.ts'
import { lines, service, stepWithLine, task } from './defect.ts'

/** What goes wrong between blocks: labels, links, headings, items, comments. */
export const defectsOfProse: readonly Defect[] = [
  {
    rule: 'broken-heading-link',
    into: 'steps',
    text: (random) =>
      lines(
        `If it hangs, go to [that part](#no-such-${service(random)}-heading).`,
        '',
        `1. ${task(random)}.`,
      ),
  },
  {
    rule: 'broken-relative-link',
    into: 'steps',
    text: (random) =>
      lines(
        `1. Read [the page](${random.pick(['./', '', '../', 'deep/er/'])}no-such-${service(random)}.md${random.pick(['', '#top', '?plain=1'])}).`,
      ),
  },
  {
    rule: 'duplicate-step-title',
    into: 'steps',
    text: (random) => {
      const again = task(random)
      return lines(`1. ${again}.`, `2. ${task(random)} once more.`, `3. ${again}.`)
    },
  },
  {
    rule: 'empty-link',
    into: 'steps',
    text: (random) => lines(`1. Open [the ${service(random)} dashboard](${random.pick(['', '#', '<>'])}).`),
  },
  {
    rule: 'empty-section',
    into: 'steps',
    text: (random) =>
      lines(
        `1. ${task(random)}.`,
        '',
        `## ${random.pick(['Rollback', 'Steps', 'Verification', 'Mitigation', 'Escalation', 'Diagnosis'])}`,
      ),
  },
  {
    rule: 'expect-without-block',
    into: 'steps',
    text: (random) => stepWithLine(random, `Expect: ${random.pick(['`active`', '/ok/', 'exit 0'])}`),
  },
  {
    rule: 'goto-target-missing',
    into: 'steps',
    text: (random) => stepWithLine(random, `If it fails: go to "No such ${service(random)} step"`),
  },
  {
    rule: 'heading-without-space',
    into: 'steps',
    text: (random) =>
      lines(`${random.pick(['##', '###', '####'])}${task(random)}`, '', `1. ${task(random)}.`),
  },
  {
    rule: 'label-misspelt',
    into: 'steps',
    text: (random) =>
      stepWithLine(
        random,
        random.pick([
          'Timeot: 30s',
          'Expct: `ok`',
          'Verfy: the page loads',
          'If it failss: escalate',
          'Evidenc: a picture',
          'Outptu: x = line 1',
        ]),
      ),
  },
  {
    rule: 'label-not-understood',
    into: 'steps',
    text: (random) =>
      stepWithLine(
        random,
        random.pick([
          'Timeout: 30 parsecs',
          'Takes: 5 bananas',
          'Retry: 3 tries or so',
          'Timeout: 10 of them',
        ]),
      ),
  },
  {
    rule: 'merge-conflict-markers',
    into: 'steps',
    text: (random) =>
      lines(
        `<<<<<<< ${random.pick(['HEAD', 'ours'])}`,
        `1. ${task(random)}.`,
        '=======',
        `1. ${task(random)}.`,
        `>>>>>>> ${random.pick(['other', 'main'])}`,
      ),
  },
  {
    rule: 'no-steps',
    into: 'document',
    text: (random) =>
      lines(
        `# ${task(random)}`,
        '',
        `## ${random.pick(['Procedure', 'Steps'])}`,
        '',
        '| Do | Where |',
        '|---|---|',
        `| restart | ${service(random)} |`,
      ),
  },
  {
    rule: 'no-steps-in-runbook',
    into: 'document',
    text: (random) =>
      lines(
        `# The ${service(random)} service`,
        '',
        `It serves ${random.pick(['pages', 'orders', 'people'])}.`,
      ),
  },
  {
    rule: 'several-titles',
    into: 'steps',
    text: (random) =>
      lines(`# ${task(random)}`, '', `1. ${task(random)}.`, '', `# ${task(random)} and so on`),
  },
  {
    rule: 'skipped-heading-level',
    into: 'steps',
    text: (random) => lines(`${random.pick(['####', '#####'])} ${task(random)}`, '', `1. ${task(random)}.`),
  },
  {
    rule: 'step-without-text',
    into: 'steps',
    text: (random) =>
      random.pick([
        lines(`1. ${task(random)}.`, '2.', `3. ${task(random)}.`),
        lines(`- [ ] ${task(random)}.`, '- [ ]', `- [ ] ${task(random)}.`),
        lines(`1) ${task(random)}.`, '2) ', `3) ${task(random)}.`),
      ]),
  },
  {
    rule: 'suppression-without-reason',
    into: 'steps',
    text: (random) =>
      lines(
        `<!-- kneeboard-disable-next-line ${random.pick(['empty-link', '', 'empty-link:', 'empty-link : '])} -->`,
        `1. ${task(random)}.`,
      ),
  },
  {
    rule: 'unknown-rule',
    into: 'steps',
    text: (random) =>
      lines(
        `<!-- kneeboard-disable-next-line ${random.pick(['emty-link', 'no-such-rule', 'empty-links'])}: it is meant so -->`,
        `1. ${task(random)}.`,
      ),
  },
]
