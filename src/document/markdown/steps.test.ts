import { expect, test } from 'vitest'
import { sourceOf } from '../../text/source.ts'
import { stepLines } from '../../../test/document-outline.ts'
import { readMarkdown } from './read.ts'

type Case = { readonly given: readonly string[]; readonly finds: readonly string[] }

/** The lines of a file, and the steps a person finds in it. */
const check = (name: string, { given, finds }: Case) =>
  test(name, () => {
    const runbook = readMarkdown(sourceOf(given.join('\n')), 'runbook.md')
    expect(stepLines(runbook)).toEqual(finds)
  })

check('an ordered list under Steps is steps, each titled by its first sentence', {
  given: ['# Restart', '## Steps', '1. Stop the service. It takes a while.', '2. Start it again'],
  finds: ['[ordered-list] Stop the service', '  text "It takes a while."', '[ordered-list] Start it again'],
})

check('a leading bold run is the title', {
  given: ['## Steps', '1. **Drain the node:** move the pods away', '2. **Note:** nothing is lost'],
  finds: [
    '[ordered-list] Drain the node',
    '  text "move the pods away"',
    '[ordered-list] Note: nothing is lost',
  ],
})

check('a stressed verb is not a title', {
  given: ['## Steps', '1. **Never** restart both nodes.'],
  finds: ['[ordered-list] Never restart both nodes'],
})

check('nested ordered lists are sub-steps, nested bullets are body', {
  given: ['## Steps', '1. Prepare', '   1. Open the console', '   - remember the region', '2. Go'],
  finds: [
    '[ordered-list] Prepare',
    '  text "- remember the region"',
    '  [ordered-list] Open the console',
    '[ordered-list] Go',
  ],
})

check('tasks are steps; a tick in the source says nothing', {
  given: ['## Checklist', '- [x] Tell the team', '- [ ] Freeze deployments'],
  finds: ['[task-list] Tell the team', '[task-list] Freeze deployments'],
})

check('a list split by a fence at the margin is one list, and the fence belongs to the item above', {
  given: ['## Steps', '1. Stop it', '```sh', 'stop api', '```', '2. Start it', '```sh', 'start api', '```'],
  finds: ['[ordered-list] Stop it', '  sh "stop api"', '[ordered-list] Start it', '  sh "start api"'],
})

check('a list continued by its number keeps what stands between', {
  given: ['## Steps', '1. Stop it', '', 'Wait for silence.', '', '2. Start it'],
  finds: ['[ordered-list] Stop it', '  text "Wait for silence."', '[ordered-list] Start it'],
})

check('outside procedural sections an ordered list needs instructions', {
  given: [
    '# The service',
    '## Tiers',
    '1. Gold',
    '2. Silver',
    '## Certificates',
    '1. Download the file',
    '2. Copy it',
  ],
  finds: ['[ordered-list] Download the file', '[ordered-list] Copy it'],
})

check('a numbered heading is a step when its body holds no list', {
  given: [
    '# Upgrade',
    '## Step 1: Stop traffic',
    'Ask the network team.',
    '## Step 2: Upgrade',
    '```sh',
    'upgrade',
    '```',
  ],
  finds: [
    '[numbered-heading] Stop traffic',
    '  text "Ask the network team."',
    '[numbered-heading] Upgrade',
    '  sh "upgrade"',
  ],
})

check('numbered chapters are not steps', {
  given: ['# Manual', '## 1. Introduction', 'This is the manual.', '## 2. Audience', 'Everyone.'],
  finds: [],
})

check('prose followed by fences is a step each, wherever it stands', {
  given: [
    '## The queue',
    'See how long it is:',
    '```sh',
    'queue length',
    '```',
    'Empty it with',
    '```sh',
    'queue purge',
    '```',
  ],
  finds: [
    '[prose-then-fence] See how long it is',
    '  sh "queue length"',
    '[prose-then-fence] Empty it with',
    '  sh "queue purge"',
  ],
})

check('the sentence that tells what to do is the title', {
  given: ['## Mitigation', 'The cache may be stale. Clear it. This is quick.', '```sh', 'cache clear', '```'],
  finds: [
    '[prose-then-fence] Clear it',
    '  text "The cache may be stale."',
    '  text "This is quick."',
    '  sh "cache clear"',
  ],
})

check('a fence introduced as output is a sample of the step before', {
  given: [
    '## Diagnosis',
    'List them:',
    '```sh',
    'list',
    '```',
    'You should see something like this:',
    '```',
    'a b',
    '```',
  ],
  finds: [
    '[prose-then-fence] List them',
    '  sh "list"',
    '  text "You should see something like this:"',
    '  sample "a b"',
  ],
})

check('a configuration snippet in a description is not a step', {
  given: ['## The configuration', 'Three values matter:', '```yaml', 'a: 1', '```'],
  finds: [],
})

check('bullets that each carry a fence are steps under any heading', {
  given: [
    '## The queue',
    '- Its length',
    '  ```sh',
    '  queue length',
    '  ```',
    '- Its age',
    '  ```sh',
    '  queue age',
    '  ```',
  ],
  finds: [
    '[bullet-with-fence] Its length',
    '  sh "queue length"',
    '[bullet-with-fence] Its age',
    '  sh "queue age"',
  ],
})

check('bullets in a procedural section are steps, in a description they are not', {
  given: ['## Mitigation', '- Restart the pod', '- Scale it down', '## Impact', '- Users wait'],
  finds: ['[bullets] Restart the pod', '[bullets] Scale it down'],
})

check('a list of causes is not a list of steps', {
  given: ['## Mitigation', 'This has several causes, including:', '', '- Full disks', '- Slow network'],
  finds: [],
})

check('prose in a procedural section is one manual step', {
  given: ['## Mitigation', 'Ask the owner to restart it. There is no other way.'],
  finds: ['[prose] Ask the owner to restart it', '  text "There is no other way."'],
})

check('a placeholder of a template is not a step', {
  given: ['## Mitigation', 'TODO', '## Diagnosis', 'N/A'],
  finds: [],
})

check('a table of contents and a service sheet yield none', {
  given: [
    '# Service',
    '1. [Steps](#steps)',
    '2. [More](#more)',
    '## Facts',
    '- Owner: team a',
    '- Region: west',
  ],
  finds: [],
})

check('what describes yields none', {
  given: [
    '## Meaning',
    '1. Check the graph',
    '## References',
    '- Read the manual',
    '## Prerequisites',
    '- A laptop',
  ],
  finds: [],
})

check('a file without any heading has steps', {
  given: ['Restart it like this:', '', '1. Stop the service', '2. Start the service'],
  finds: ['[ordered-list] Stop the service', '[ordered-list] Start the service'],
})

check('under an H1 the preamble has none', {
  given: ['1. Read this first', '2. Use the template', '', '# Restart', '## Steps', '1. Go'],
  finds: ['[ordered-list] Go'],
})

check('a line in bold is a heading, and a bold sentence is not', {
  given: ['# R', '**Containment**', '', '- Block the address', '', '**Do not hurry.**'],
  finds: ['[bullets] Block the address'],
})

check('a directive of another system stays text', {
  given: ['## Steps', '1. Read the note', '   ```{note}', '   be careful', '   ```'],
  finds: ['[ordered-list] Read the note', '  text "```{note} be careful ```"'],
})

check('fences in quotes and nested bullets are blocks of the step', {
  given: [
    '## Steps',
    '1. Look',
    '   - at the disk',
    '     ```sh',
    '     df',
    '     ```',
    '   > ```sh',
    '   > du',
    '   > ```',
  ],
  finds: ['[ordered-list] Look', '  text "- at the disk"', '  sh "df"', '  sh "du"'],
})

check('nothing is read in comments', {
  given: ['## Steps', '<!--', '1. old step', '-->', '1. New step'],
  finds: ['[ordered-list] New step'],
})

test('a step that is nothing but a link to a Markdown file carries that runbook out', () => {
  const text =
    '## Steps\n1. [Drain the node](../nodes/drain.md#steps)\n2. See [this](a.md) first\n3. [Elsewhere](https://a.example/b.md)\n'
  const links = readMarkdown(sourceOf(text), 'a.md').steps.map((step) => step.runbookLink?.href)
  expect(links).toEqual(['../nodes/drain.md#steps', undefined, undefined])
})

test('ids are the path of sections and the title, and unique', () => {
  const text = '# Überlauf\n## Steps\n1. Prüfe Größe\n   1. Öffne\n2. Prüfe Größe\n3. 🚀\n'
  const { steps, sections } = readMarkdown(sourceOf(text), 'a.md')
  expect(sections.map(({ id }) => id)).toEqual(['', 'überlauf', 'steps'])
  expect(steps.map(({ id }) => id)).toEqual(['steps/prüfe-größe', 'steps/prüfe-größe-2', 'steps/step'])
  expect(steps[0]?.steps[0]?.id).toBe('steps/prüfe-größe/öffne')
})
