import { relative } from 'node:path'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** One line a file, failures in full, and at the end what was skipped and the counts: readable in any log. */
export default class PlainReporter implements Reporter {
  onTestModuleEnd(module: TestModule): void {
    const tests = [...module.children.allTests()]
    const failed = tests.filter((test) => test.result().state === 'failed')
    const bad = failed.length > 0 || module.state() === 'failed'
    const seconds = (module.diagnostic().duration / 1000).toFixed(1)
    console.log(
      `${bad ? 'FAIL' : 'ok  '} ${relative(process.cwd(), module.moduleId)} (${tests.length} tests, ${seconds} s)`,
    )
    for (const error of module.errors()) console.log(indent(error.stack ?? error.message))
    for (const test of failed) tell(test)
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly { message: string; stack?: string }[]): void {
    for (const error of errors) console.log(`unhandled: ${error.stack ?? error.message}`)
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: string) => tests.filter((test) => test.result().state === state).length
    for (const test of tests)
      if (test.result().state === 'skipped') console.log(`skipped: ${test.fullName}${reason(test)}`)
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length
    console.log(`${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped`)
  }
}

function tell(test: TestCase): void {
  console.log(`     ✗ ${test.fullName}`)
  for (const error of test.result().errors ?? []) {
    console.log(indent(error.message))
    if (error.diff) console.log(indent(error.diff))
    const line = error.stack?.split('\n').find((each) => each.includes('.test.ts') || each.includes('/test/'))
    if (line) console.log(indent(line.trim()))
  }
}

const indent = (text: string): string => text.replace(/^/gm, '       ')

const reason = (test: TestCase): string => {
  const { note } = test.result() as { note?: string }
  return note === undefined ? '' : ` (${note})`
}
