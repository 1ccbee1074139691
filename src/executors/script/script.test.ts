import { afterAll, describe, expect, test } from 'vitest'
import { carryOut, makeBench, script } from '../../../test/executor/bench.ts'
import { interpreterLanguages } from '../../action/interpreter.ts'
import { findProgram } from '../find-program.ts'
import { interpreterFor } from './interpreters.ts'

const bench = makeBench()
afterAll(() => bench.remove())

/** Prints a value handed over, hands an output on, ends with 3. */
const programs: Readonly<Record<string, string>> = {
  python: `import os, sys
print(os.environ["KB_x"]); open(os.environ["KNEEBOARD_OUTPUT"], "a").write("n=1\\n"); sys.exit(3)`,
  javascript: `const fs = require('node:fs'); console.log(process.env.KB_x)
fs.appendFileSync(process.env.KNEEBOARD_OUTPUT, 'n=1\\n'); process.exit(3)`,
  typescript: `import { appendFileSync } from 'node:fs'
const x: string | undefined = process.env['KB_x']; console.log(x)
appendFileSync(process.env['KNEEBOARD_OUTPUT'] ?? '', 'n=1\\n'); process.exit(3)`,
  ruby: `puts ENV["KB_x"]; File.write(ENV["KNEEBOARD_OUTPUT"], "n=1\\n", mode: "a"); exit 3`,
  perl: `print "$ENV{KB_x}\\n"; open(F, ">>", $ENV{KNEEBOARD_OUTPUT}); print F "n=1\\n"; close F; exit 3;`,
  php: `echo getenv("KB_x"), "\\n"; file_put_contents(getenv("KNEEBOARD_OUTPUT"), "n=1\\n", FILE_APPEND); exit(3);`,
  lua: `print(os.getenv("KB_x")); local f = io.open(os.getenv("KNEEBOARD_OUTPUT"), "a"); f:write("n=1\\n"); f:close(); os.exit(3)`,
  fish: `echo $KB_x; echo n=1 >>$KNEEBOARD_OUTPUT; exit 3`,
  powershell: `Write-Output $env:KB_x; Add-Content $env:KNEEBOARD_OUTPUT "n=1"; exit 3`,
}

const path = process.env['PATH'] ?? ''

describe('scripts run', () => {
  for (const [language, source] of Object.entries(programs)) {
    const there = interpreterFor(language)?.programs.some((name) => findProgram(name, path))
    test.skipIf(!there)(`in ${language}`, async () => {
      const value = "$(id) 'q' é"
      const outcome = await carryOut(
        bench,
        bench.attempt(script(language, source, { environment: { KB_x: value } })),
      )
      expect(outcome).toMatchObject({
        end: { kind: 'exit', code: 3 },
        stdout: `${value}\n`,
        outputs: { n: '1' },
      })
      expect(outcome.session).toBeUndefined()
    })
  }
})

test('a missing interpreter says what to install', async () => {
  const bare = makeBench({ baseEnvironment: { PATH: '/nowhere' } })
  const outcome = await carryOut(bare, bare.attempt(script('python', '1')))
  expect(outcome.end).toEqual({
    kind: 'error',
    message: 'python3 or python is not there (looked in /nowhere): install python3, or set PATH',
  })
  await bare.remove()
})

test('every language a block may be in has its interpreter', () => {
  for (const language of interpreterLanguages.keys())
    expect([language, interpreterFor(language) !== undefined]).toEqual([language, true])
})

test('a language nobody runs says which ones are', async () => {
  const outcome = await carryOut(bench, bench.attempt(script('cobol', 'x')))
  expect(outcome.end).toMatchObject({ message: expect.stringContaining('use one of python') })
})

test('the session reaches a script', async () => {
  const session = { cwd: '', set: { A: 'from before', PYTHONPATH: '/x' }, unset: [] }
  const source = 'import os; print(os.environ["A"], os.environ.get("PYTHONPATH"), os.getcwd())'
  const { stdout } = await carryOut(bench, bench.attempt(script('python', source, { session })))
  expect(stdout).toBe(`from before None ${bench.work}\n`)
})
