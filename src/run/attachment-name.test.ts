import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attachmentName } from './attachment-name.ts'

describe('the name of an attached file', () => {
  it.each([
    ['graph.png', 'graph.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\secrets\\key.pem', 'key.pem'],
    ['.bashrc', '_bashrc'],
    ['-rf', '_rf'],
    ['a\u202egnp.exe', 'a_gnp.exe'],
    ['a\u001b]0;x\u0007b', 'a_]0;x_b'],
    ['a\nb', 'a_b'],
    ['..', '_'],
    ['  ', 'attachment'],
    ['', 'attachment'],
    ['Bildschirmfoto 1.png', 'Bildschirmfoto 1.png'],
    ['日本.txt', '日本.txt'],
  ])('%j is kept as %j', (given, kept) => expect(attachmentName(given)).toBe(kept))

  it('is one part of a path that can be seen whole, whatever it was; cleaning it twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 250 }), (given) => {
        const name = attachmentName(given)
        expect(name).not.toMatch(/[/\\\p{C}\u2028\u2029]|^[.-]|^$/u)
        expect(Array.from(name).length).toBeLessThanOrEqual(200)
        expect(attachmentName(name)).toBe(name)
      }),
      { numRuns: 50 },
    )
  })
})
