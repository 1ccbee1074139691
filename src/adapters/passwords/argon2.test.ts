import { expect, test } from 'vitest'
import { argon2Passwords } from './argon2.ts'

const passwords = argon2Passwords()

test('a password fits its own hash and no other, and equal ones have unequal hashes', async () => {
  const [one, two] = [await passwords.hash('correct horse'), await passwords.hash('correct horse')]
  expect(one).not.toBe(two)
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await passwords.verify(one, 'correct horse')).toBe(true)
  expect(await passwords.verify(one, 'correct horse ')).toBe(false)
})

test('nobody has no password, not even the one that stands in for it', async () => {
  expect(await passwords.verify(undefined, 'nobody has this one')).toBe(false)
  expect(await passwords.verify(undefined, '')).toBe(false)
})
