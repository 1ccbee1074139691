import type { Defect } from '../finding.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** Something in the text has the form of a real credential: a private key, a cloud key, a token, a password in an option or a URL. */
export const secretInText: Rule = {
  id: 'secret-in-text',
  summary: 'The text holds no passwords, keys or tokens.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'Something in the text has the form of a real credential: a private key, a cloud key, a token, a password in an option or a URL.',
    bad: example(
      '# Restart',
      '',
      '1. Sign in:',
      '',
      '   ```sh',
      '   export API_TOKEN=ghp_\u0061Zq81LmP4tR7vX2cK9wYbN3sD6fG0hJ5uE1i',
      '   ```',
    ),
    good: example(
      '# Restart',
      '',
      '1. Sign in:',
      '',
      '   ```sh',
      '   export API_TOKEN="$(gh auth token)"',
      '   ```',
    ),
    why: 'Everyone who can read the repository can use it, and its history keeps it after it is taken out.',
    source: 'format §4; CWE-798',
  },
  check: ({ runbook }) => secretsIn(runbook.source.text).map(defect),
}

type Found = { readonly what: string; readonly from: number; readonly to: number }

/** Forms that issuers made so that they can be recognised. */
const issued: readonly (readonly [what: string, form: RegExp])[] = [
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{60,90}\b/g],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20}\b/g],
  ['a Slack token', /\bxox[abprs]-\d{8,15}-[A-Za-z0-9-]{10,80}/g],
  ['a Slack webhook', /hooks\.slack\.com\/services\/T[A-Z0-9]{8,12}\/B[A-Z0-9]{8,12}\/[A-Za-z0-9]{24}/g],
  ['a Google API key', /\bAIza[A-Za-z0-9_-]{35}\b/g],
  ['a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{20,60}\b/g],
  ['a private key', /-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY-----/g],
]

/**
 * `PASSWORD=…` and `https://user:…@host`; the value is judged by `looksReal`. Both begin with a character that is
 * rare and look back from there: a search that begins with any letter takes ten times as long on prose.
 */
const written: readonly RegExp[] = [
  /[=:](?<=(?:password|passwd|secret|token|api_?key)["']?[=:])["']?([^\s"'`;&|<>{}$()[\]\\]{12,100})["']?(?=[\s`;&|]|$)/gi,
  /:\/\/(?<=[a-z]{3}:\/\/)[\w.-]{1,60}:([^\s@/:"'`<>{}$[\]]{10,100})@[\w.-]/g,
]

/** None of the forms goes across a line end. */
function secretsIn(text: string): readonly Found[] {
  const found = issued.flatMap(([what, form]) =>
    [...text.matchAll(form)].map((match) => ({ what, match, value: match[0] })),
  )
  const others = written.flatMap((form) =>
    [...text.matchAll(form)].map((match) => ({ what: 'a password or token', match, value: match[1] ?? '' })),
  )
  return [
    ...found.filter(({ value }) => !isExample(value)),
    ...others.filter(({ value }) => looksReal(value)),
  ].map(({ what, match, value }) => {
    const from = match.index + match[0].lastIndexOf(value)
    return { what, from, to: from + value.length }
  })
}

const isExample = (value: string): boolean => /EXAMPLE|x{4}|0{6}|1234|abcd/i.test(value)

/** Random text mixes letters and digits without words or paths in it; what people write as a stand-in does not. */
const looksReal = (value: string): boolean =>
  /^[A-Za-z0-9+_!#%^*~=-]+$/.test(value) &&
  /\d/.test(value) &&
  /[a-z]/.test(value) &&
  /[A-Z]/.test(value) &&
  !/[a-z]{5}|[A-Z]{5}/.test(value) &&
  !isExample(value)

const defect = ({ what, from, to }: Found): Defect => ({
  message: `This has the form of ${what}.`,
  remedy: 'Take it out, change it where it is used, and let it be read from a store of secrets.',
  range: { from, to },
})
