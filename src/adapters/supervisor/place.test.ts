import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readPlace } from './place.ts'

test('another process of this host and boot says the same', () => {
  const file = new URL('./place.ts', import.meta.url).href
  const source = `import { readPlace } from ${JSON.stringify(file)}; console.log(JSON.stringify(readPlace()))`
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' })
  expect(JSON.parse(said)).toEqual(readPlace())
})

test.skipIf(process.platform !== 'linux')('the machine id does not leave the machine', () => {
  const { host, bootId } = readPlace()
  expect(bootId).toContain(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  expect(host).toMatch(/:[0-9a-f]{16}$/)
})
