import type { InstanceId } from '../../run/instance-id.ts'
import { takeAttachment } from './attach.ts'
import type { Conductor, Next, Pressed } from './conductor.ts'
import { askLine, submit } from './conductor.ts'
import { contactLines } from './opening.ts'

/** What is possible at every question. Undefined when the wish is the question's own. */
export async function askCommon(
  conductor: Conductor,
  instance: InstanceId | undefined,
  { wish, key }: Extract<Pressed, { kind: 'wish' }>,
): Promise<Next | undefined> {
  switch (wish) {
    case 'note':
      await takeNote(conductor, instance)
      return 'on'
    case 'remark':
      await takeRemark(conductor, instance)
      return 'on'
    case 'attach':
      await takeAttachment(conductor, instance)
      return 'on'
    case 'escalate':
      await callForHelp(conductor, instance)
      return 'on'
    case 'hand-over':
      await handOver(conductor)
      return 'on'
    case 'pause':
      await submit(inTop(conductor), { kind: 'pause' })
      return 'leave'
    case 'leave':
      return key === 'hang-up' ? 'leave' : leaveMenu(conductor)
    default:
      return undefined
  }
}

/** What is meant of everything, and not of the run inside another that happens to ask. */
const inTop = (conductor: Conductor): Conductor => ({ ...conductor, driver: conductor.top })

async function takeNote(conductor: Conductor, instance: InstanceId | undefined): Promise<void> {
  const text = await askLine(conductor, 'Note:')
  if (text === undefined || text.trim() === '') return
  await submit(conductor, {
    kind: 'note',
    text: text.trim(),
    ...(instance === undefined ? {} : { instance }),
  })
}

/** Shows whom to call and records the call, with what the operator says of it. */
export async function callForHelp(conductor: Conductor, instance: InstanceId | undefined): Promise<void> {
  const { writer, view, driver } = conductor
  writer.lines(contactLines(driver.state.plan, view))
  const text = await askLine(conductor, 'You call them; what do you ask for (Enter: no more to say)?')
  if (text === undefined) return
  await submit(conductor, {
    kind: 'escalate',
    ...(instance === undefined ? {} : { instance }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
  })
}

async function handOver(conductor: Conductor): Promise<void> {
  const to = await askLine(conductor, 'Hand over to whom (their name; Enter: to nobody)?')
  if (to === undefined || to.trim() === '') return
  const note = await askLine(conductor, 'What must they know (Enter: no more to say)?')
  if (note === undefined) return
  await submit(conductor, {
    kind: 'hand-over',
    to: to.trim(),
    ...(note.trim() === '' ? {} : { note: note.trim() }),
  })
}

const verdicts = new Map([
  ['w', 'works'],
  ['u', 'unclear'],
  ['x', 'wrong'],
] as const)

async function takeRemark(conductor: Conductor, instance: InstanceId | undefined): Promise<void> {
  const { writer, view, keyboard, driver } = conductor
  const step = instance && driver.state.instances.get(instance)?.step
  if (step === undefined) return
  const { bold } = view.styles
  writer.footer([
    `  This step's text: ${bold('[w]')} works  ${bold('[u]')} is unclear  ${bold('[x]')} is wrong`,
  ])
  const key = await keyboard.key().pressed
  writer.footer([])
  const verdict = [...verdicts].find(([each]) => each === key)?.[1]
  if (verdict === undefined) return
  const text = await askLine(conductor, 'What about it (Enter: no more to say)?')
  if (text === undefined) return
  const words = text.trim() === '' ? {} : { text: text.trim() }
  await submit(conductor, { kind: 'remark', step, verdict, ...words })
}

/** Leave it as it is, cancel it, or stay. A second Ctrl-C leaves: whoever presses it twice wants out. */
export async function leaveMenu(conductor: Conductor): Promise<Next> {
  const { writer, view, keyboard, driver } = conductor
  const { bold } = view.styles
  const going = driver.state.attempts.size > 0 ? ' (the command goes on)' : ''
  writer.footer([
    `  ${bold('[l]')} leave the run${going}; come back with kneeboard resume`,
    `  ${bold('[x]')} cancel the run    ${bold('[Enter]')} stay`,
  ])
  try {
    for (;;) {
      const key = await keyboard.key().pressed
      if (key === 'l' || key === 'ctrl-c' || key === 'hang-up') return 'leave'
      if (key === 'enter' || key === 'escape') return 'on'
      if (key === 'x') {
        await submit(inTop(conductor), { kind: 'cancel', reason: 'the operator cancelled it' })
        return 'on'
      }
    }
  } finally {
    writer.footer([])
  }
}
