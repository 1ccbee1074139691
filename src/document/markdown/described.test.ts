import { checkSteps as check } from '../../../test/check-steps.ts'

// What stands in a section that is to be carried out, and yet only describes.

check('bullets that name things are none, wherever they stand', {
  given: [
    '## Mitigation',
    'The dashboard has:',
    '',
    '- CPU',
    '- memory',
    '## Steps',
    '- The first disk',
    '- The second',
  ],
  finds: [],
})

check('bullets that say what should be so, when, or how are steps there', {
  given: [
    '## Mitigation',
    '- **Short term:** Add a node',
    '- **Long term:** Plan for more',
    '## Diagnosis',
    'Some ways:',
    '',
    '- Reading the graph',
    '- If it is flat, the probe',
  ],
  finds: [
    '[bullets] Short term',
    '[bullets] Long term',
    '[bullets] Reading the graph',
    '[bullets] If it is flat, the probe',
  ],
})

check('a numbered list of things below a sentence that describes is none', {
  given: ['## Mitigation', 'Report it; these offices exist:', '', '1. The first office', '2. The second'],
  finds: ['[prose] Report it; these offices exist'],
})

check('what a console prints is no command, and "for example" shows no file', {
  given: [
    '## Diagnosis',
    'The label names the place:',
    '```console',
    '- name = web',
    '```',
    'The operator logs the following:',
    '```',
    'drain failed: no room',
    '```',
    'An example of `app.yaml`:',
    '```yaml',
    'a: 1',
    '```',
  ],
  finds: [],
})

check('what belongs into a file is to be put there', {
  given: ['# Keys', '## Set up the agent', '_~/.agent/agent.conf_', '', '```', 'ttl 60', '```'],
  finds: ['[prose-then-fence] Set up the agent'],
})

check('a word on a line of its own that names a kind of section is a heading', {
  given: [
    '# Storage',
    'Steps:',
    '',
    '* Create the volume',
    '* Mount it',
    '',
    'Resources',
    '',
    '* Read the manual',
  ],
  finds: ['[bullets] Create the volume', '[bullets] Mount it'],
})

check('prose about a test, and prose that says what there is, describe', {
  given: [
    '## Testing',
    'The tests use a fake clock, which should be set.',
    '## Training process',
    'There is no process; reading this should be enough.',
  ],
  finds: [],
})
