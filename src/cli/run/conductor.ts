import type { App } from '../../app/app.ts'
import { noteRefusal } from '../../app/touch-run.ts'
import type { DrivenRun } from '../../driver/driven-run.ts'
import type { OpenQuestion } from '../../run/state.ts'
import type { PlanWork } from '../../plan/plan.ts'
import type { Cli } from '../cli-context.ts'
import type { Keyboard } from '../terminal/keyboard.ts'
import type { View } from '../terminal/view.ts'
import type { Screen } from '../terminal/writer.ts'
import { contactLines } from './opening.ts'
import type { KeyChoice, Wish } from './keys.ts'
import { helpLines, keyLines, wishOf } from './keys.ts'
import type { Narrator } from './narrator.ts'
import { said } from './screen.ts'

/** What leading a run through a terminal works with. */
export type Conductor = {
  readonly cli: Cli
  readonly app: App
  readonly driver: DrivenRun
  /** The run that was begun or resumed here: pausing and cancelling is of it, whichever inside it asks. */
  readonly top: DrivenRun
  readonly narrator: Narrator
  readonly keyboard: Keyboard
  readonly writer: Screen
  readonly view: View
}

/** What comes of asking: go on with the run as it is now, or leave it. */
export type Next = 'on' | 'leave'

/** The step a question stands in. */
export function stepOfQuestion({ driver }: Conductor, open: OpenQuestion): PlanWork | undefined {
  const instance = driver.state.instances.get(open.instance)
  const step = instance && driver.state.plan.steps[instance.step]
  return step?.kind === 'step' ? step : undefined
}

/** A wish with the key that was pressed, or what happened instead of a key. */
export type Pressed =
  | { readonly kind: 'wish'; readonly wish: Wish; readonly key: string }
  /** The run went on by itself: somebody else answered, or it was cancelled. */
  | { readonly kind: 'changed' }

/** Waits for a key that means something here, with the keys shown below; help is given on the way. */
export async function press(conductor: Conductor, keys: readonly KeyChoice[]): Promise<Pressed> {
  const { writer, view, driver } = conductor
  writer.footer(keyLines(keys, view))
  try {
    for (;;) {
      const key = await nextKey(conductor)
      if (key === undefined) return { kind: 'changed' }
      const wish = wishOf(key, keys)
      if (wish === 'help') writer.lines(helpLines(keys, view))
      else if (wish === 'contact') writer.lines(contactLines(driver.state.plan, view))
      else if (wish !== undefined) return { kind: 'wish', wish, key }
    }
  } finally {
    writer.footer([])
  }
}

/** The next key; undefined when there is news before one is pressed. */
export async function nextKey({ keyboard, narrator }: Conductor): Promise<string | undefined> {
  const { pressed, forget } = keyboard.key()
  const first = await Promise.race([pressed, narrator.changed().then(() => undefined)])
  forget()
  return first
}

/** One line typed by the operator; undefined when it was broken off. */
export async function askLine(
  { keyboard }: Conductor,
  prompt: string,
  initial = '',
): Promise<string | undefined> {
  return keyboard.line(`    ${prompt} `, initial)
}

/** Hands an input to the run; when it is refused, says why. True when it was taken. */
export async function submit(
  { driver, app, writer, view }: Conductor,
  input: Parameters<DrivenRun['submit']>[0],
): Promise<boolean> {
  const submitted = await driver.submit(input, app.actor)
  if (submitted.kind === 'taken') return true
  await noteRefusal(app, driver.state.run, input, submitted.why)
  writer.lines(said('!', submitted.why, 'yellow', view))
  return false
}
