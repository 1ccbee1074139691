import { checkSteps as check } from '../../../test/check-steps.ts'

// What tells its reader to do something, and what only tells of it.

check('a condition may hold commas and an aside', {
  given: [
    '# Vault',
    '## Patch it',
    '- If the weak part (the host, say) is known, but not the way in, tell the vendor.',
    '- Otherwise, patch all of it.',
  ],
  finds: [
    '[bullets] If the weak part (the host, say) is known, but not the way in, tell the vendor',
    '[bullets] Otherwise, patch all of it',
  ],
})

check('what something else does is none, though it reads like instructions', {
  given: [
    '## Mounting the volume',
    'When a user asks for one, there is a three-step process',
    '',
    '- Register the driver',
    '- Create the attachment',
    '- Publish the volume',
    '## Relabelling the series',
    'For example, this file does:',
    '',
    '1. delete the first series',
    '2. rename the second',
    '```yaml',
    'action: drop',
    '```',
  ],
  finds: [],
})

check('causes that each say what is then to be done are steps', {
  given: [
    '## Mitigation',
    'Find the cause. Common causes include:',
    '',
    '- **Image**: it cannot be pulled. Verify its name.',
    '- **Node**: it is full. Drain it.',
  ],
  finds: ['[bullets] Image', '[bullets] Node'],
})

check('below "once the cause is known, look at:" stand things to look at, and no causes', {
  given: [
    '## Mitigation',
    'Once the cause is known, ensure that:',
    '',
    '- the peak is over',
    '- nobody waits',
  ],
  finds: ['[bullets] the peak is over', '[bullets] nobody waits'],
})

check('numbers and a first instruction make a sequence of what half of the items say', {
  given: ['# Alerts', '## Machines', '1. Review the table', '2. The system keeps some in reserve'],
  finds: ['[ordered-list] Review the table', '[ordered-list] The system keeps some in reserve'],
})

check('questions that are to be answered are checks', {
  given: [
    '# Cores',
    '## Consumption',
    'When this fires, we should answer the following questions:',
    '',
    '1. Are there too many?',
    '2. Are some of them dead?',
    '## Uptime',
    'We monitor two things:',
    '',
    '1. Is it up?',
    '2. Is it fast?',
  ],
  finds: ['[ordered-list] Are there too many?', '[ordered-list] Are some of them dead?'],
})

check('a numbered list that is announced as an order is one, whatever its items', {
  given: ['# Charts', '## Helm', 'Upgrade the charts in this order:', '', '1. `operator`', '2. `cluster`'],
  finds: ['[ordered-list] operator', '[ordered-list] cluster'],
})

check('conventions and references are not carried out', {
  given: [
    '# Work',
    '## Team conventions',
    '### Frontend',
    '1. Put calls into one file',
    '2. Name them after the page',
    '## Reference: etiquette',
    '- Join the call',
    '- Speak clearly',
    '- Be direct',
  ],
  finds: [],
})

check('of examples only commands are steps', {
  given: [
    '# Logs',
    '## Example queries',
    '### Slow ones',
    '```sql',
    'select 1',
    '```',
    '### All',
    '```sh',
    'logs --all',
    '```',
  ],
  finds: ['[prose-then-fence] All'],
})

check('a heading that tells what to do makes a step of prose that begins with what to do', {
  given: [
    '# VPN',
    '## Set up the client',
    'We recommend using the official one. Then import the profile.',
    '## Always use the gateway',
    'Use it at all times.',
    '## Manage the users',
    'All leads are managers of them.',
  ],
  finds: ['[prose] We recommend using the official one'],
})

check('under troubleshooting, what can be done is not yet to be done', {
  given: [
    '## Troubleshooting',
    '### Row is not valid',
    'The row is broken. You can fetch all files and look.',
  ],
  finds: [],
})

check('a fence without a language is a command when its first line looks like one', {
  given: [
    '# Search',
    '## Filtering the logs',
    'When looking for errors this may help:',
    '```',
    'exceptions',
    '| where a == b',
    '```',
    'All of them are here:',
    '```',
    'logs --all',
    '```',
  ],
  finds: ['[prose-then-fence] All of them are here'],
})

check('between commands, one sentence that tells what to do to a list of things is a step', {
  given: [
    '# Backup',
    '## Process',
    'Fetch the file:',
    '```',
    'get file',
    '```',
    'Remove these from it:',
    '',
    '- stamps',
    '- versions',
    '',
    'Put it back:',
    '```',
    'put file',
    '```',
  ],
  finds: [
    '[prose-then-fence] Fetch the file',
    '[prose-then-fence] Remove these from it',
    '[prose-then-fence] Put it back',
  ],
})

check('a list that was found to be text is no sub-steps either', {
  given: [
    '## Procedure',
    '### Report',
    'Write the report. It should include:',
    '',
    '1. a summary',
    '2. a timeline',
  ],
  finds: ['[prose] Write the report'],
})

check('a step begins at its words, not at the comment above them', {
  given: ['## Mitigation', '<!-- for some -->', 'Ask the vendor.'],
  finds: ['[prose] Ask the vendor'],
})

check('bullets cut in two by a fence at the margin are one list', {
  given: [
    '# Exports',
    'Do it by hand:',
    '',
    '* Open a console',
    '```',
    'console',
    '```',
    '* This will print commands',
    '* You do not need it any more',
  ],
  finds: [
    '[bullet-with-fence] Open a console',
    '[bullets] This will print commands',
    '[bullets] You do not need it any more',
  ],
})

check('below a heading that says to verify, a link in a description is nothing to do', {
  given: [
    '## Verification',
    'There are [four checks](a.md) of the partner.',
    '## Troubleshooting',
    '<https://guide.example>',
  ],
  finds: ['[prose] https://guide.example'],
})
