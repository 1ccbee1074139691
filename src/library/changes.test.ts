import { describe, expect, test } from 'vitest'
import { readRunbook } from '../document/read.ts'
import { sourceOf } from '../text/source.ts'
import { changesBetween, changeWords } from './changes.ts'

const read = (text: string) => readRunbook(sourceOf(text), 'a.md')
const list = (...steps: string[]) =>
  `# A\n\n## Steps\n\n${steps.map((step, n) => `${n + 1}. ${step}\n`).join('\n')}`
const changes = (before: string, after: string) => changesBetween(read(before), read(after))
const steps = (before: string, after: string) =>
  changes(before, after).steps.map(({ change, before, after }) => [change, before?.title, after?.title])

describe('between two texts of a runbook', () => {
  test('nothing is different when nothing is', () => {
    const same = changes(list('Look.', 'Act.'), list('Look.', 'Act.'))
    expect(same).toEqual({ metadata: [], parameters: [], steps: [], text: [], executable: 'same' })
    expect(changeWords(same)).toEqual([])
  })

  test('a step that was put in is added, and those after it only have other numbers', () => {
    expect(steps(list('Look.', 'Act.'), list('Look.', 'Ask somebody.', 'Act.'))).toEqual([
      ['added', undefined, 'Ask somebody'],
    ])
  })

  test('a step that was taken out is removed', () => {
    expect(steps(list('Look.', 'Ask.', 'Act.'), list('Look.', 'Act.'))).toEqual([
      ['removed', 'Ask', undefined],
    ])
  })

  test('of steps in another order the fewest moved', () => {
    expect(steps(list('One.', 'Two.', 'Three.', 'Four.'), list('Two.', 'Three.', 'Four.', 'One.'))).toEqual([
      ['moved', 'One', 'One'],
    ])
  })

  test('another command in a step changes it, with its lines, and what can be executed', () => {
    const step = (command: string) => `Act:\n\n   \`\`\`sh\n   ${command}\n   \`\`\``
    const found = changes(list('Look.', step('sync')), list('Look.', step('sync --data')))
    expect(found.steps).toMatchObject([{ change: 'changed', after: { title: 'Act', line: 7 } }])
    expect(found.steps[0]?.lines).toContain('- sync')
    expect(found.steps[0]?.lines).toContain('+ sync --data')
    expect(found.executable).toBe('changed')
    expect(changeWords(found)).toEqual(['1 step changed'])
  })

  test('a step under new words between the same neighbours is the same step', () => {
    expect(steps(list('One.', 'Two.', 'Three.'), list('One.', 'Zwei.', 'Three.'))).toEqual([
      ['changed', 'Two', 'Zwei'],
    ])
  })

  test('facts, parameters and text beside the steps are told by themselves', () => {
    const text = (owner: string, prose: string, type: string) =>
      `---\nowner: ${owner}\nparameters:\n  - name: host\n    type: ${type}\n---\n# A\n\n${prose}\n\n## Steps\n\n1. Look.\n2. Act.\n`
    const found = changes(
      text('ada', 'When it is slow.', 'string'),
      text('grace', 'When it is down.', 'integer'),
    )
    expect(found.metadata).toEqual([{ name: 'owner', before: 'ada', after: 'grace' }])
    expect(found.parameters).toMatchObject([{ name: 'host' }])
    expect(found.text).toEqual([
      { section: 'A', lines: ['  # A', '- When it is slow.', '+ When it is down.'] },
    ])
    expect(found.steps).toEqual([])
  })
})
