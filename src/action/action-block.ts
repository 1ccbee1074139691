import { parseDocument } from 'yaml'
import * as z from 'zod/mini'
import type { ActionInput } from './action.ts'
import { loopForm, loopOf, parallelForm, parallelOf } from './group-block.ts'
import type { GroupBlock } from './group.ts'
import { notifyExample, readNotifyForm } from './notify-form.ts'
import type { SshForm } from './ssh-form.ts'
import { readSshForm, sshExample } from './ssh-form.ts'
import { waitForm, waitOf } from './wait-block.ts'
import { parseDuration } from '../text/duration.ts'

export type ActionBlock =
  | { readonly kind: 'action'; readonly input: ActionInput }
  /** It says how the step's sub-steps go, or how often the step does. */
  | { readonly kind: 'group'; readonly group: GroupBlock }
  /** Its script is shell source, and still to be judged. */
  | { readonly kind: 'ssh'; readonly form: SshForm }
  | { readonly kind: 'problem'; readonly message: string; readonly remedy: string; readonly offset: number }

const texts = z.union([z.array(z.string()), z.string()])

const forms = {
  approve: z.strictObject({
    message: z.optional(z.string()),
    by: z.optional(texts),
    count: z.optional(z.number()),
    valid: z.optional(z.string()),
  }),
  choose: z.strictObject({
    question: z.string(),
    options: z.array(
      z.union([z.string(), z.strictObject({ title: z.string(), 'go to': z.optional(z.string()) })]),
    ),
  }),
  wait: waitForm,
  loop: loopForm,
  parallel: parallelForm,
  runbook: z.strictObject({
    path: z.string(),
    params: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
  }),
}

type ActionWord = keyof typeof forms | 'notify' | 'ssh'

const examples: Record<ActionWord, string> = {
  approve: 'message: what is approved; by: [names or roles]; count: 1; valid: 30m',
  choose: 'question: what to decide; options: [{title: first, go to: "A step"}, second]',
  wait: 'for: 10m; or until: an instant, a time of day with its zone (22:00 Europe/Berlin) or a condition, with every: 10s and at most: 10m; reason: why',
  loop: 'one of for each: host in hosts, times: 3, until: a condition (and every: 10s); at once: 2; stop after: 1; at most: 100',
  parallel: 'join: all, any or a number; at once: 3; stop after: 1',
  notify: notifyExample,
  ssh: sshExample,
  runbook: 'path: other.md; params: {host: "{{ host }}"}',
}

/** Reads the body of a fenced `yaml <action>` block; JSON is YAML too. */
export function readActionBlock(word: string, text: string): ActionBlock {
  const problem = (message: string, remedy: string, offset = 0): ActionBlock => ({
    kind: 'problem',
    message,
    remedy,
    offset,
  })
  if (!isWord(word))
    return problem(`${word} is not an action Kneeboard knows`, `it knows: ${actionWords.join(', ')}`)
  const document = parseDocument(text, { uniqueKeys: true, logLevel: 'silent' })
  const [error] = document.errors
  if (error) return problem(`this is not YAML: ${error.code}`, 'correct the block', error.pos[0])
  const value: unknown = document.toJS({ maxAliasCount: 20 })
  const read =
    readForm(word, value) ?? (word === 'ssh' ? sshForm(readSshForm(document, text, value)) : undefined)
  if (read) return read
  // The usual reason: YAML takes bare braces for a map of its own.
  const bare = /^\s*[\w-]+:\s*\{\{/m.test(text) ? '; write a reference in quotes: host: "{{ host }}"' : ''
  return problem(`the block does not read as ${word}`, `write ${examples[word]}${bare}`)
}

/** What a block says, by the form of its word. */
function readForm(word: ActionWord, value: unknown): ActionBlock | undefined {
  switch (word) {
    case 'approve': {
      const input = approveOf(value)
      if (!input) return undefined
      return { kind: 'action', input }
    }
    case 'choose': {
      const parsed = z.safeParse(forms.choose, value)
      if (!parsed.success || parsed.data.options.length === 0) return undefined
      const options = parsed.data.options.map((option) => {
        if (typeof option === 'string') return { title: option }
        const goTo = option['go to']
        return goTo === undefined ? { title: option.title } : { title: option.title, goTo }
      })
      return { kind: 'action', input: { action: 'choose', question: parsed.data.question, options } }
    }
    case 'notify':
    case 'wait': {
      const input = word === 'wait' ? waitOf(value) : readNotifyForm(value)
      if (!input) return undefined
      return { kind: 'action', input }
    }
    case 'runbook': {
      const parsed = z.safeParse(forms.runbook, value)
      if (!parsed.success) return undefined
      const { path, params = {} } = parsed.data
      const texts = Object.fromEntries(Object.entries(params).map(([name, given]) => [name, `${given}`]))
      return { kind: 'action', input: { action: 'runbook', path, params: texts } }
    }
    case 'loop':
    case 'parallel': {
      const group = word === 'loop' ? loopOf(value) : parallelOf(value)
      if (!group) return undefined
      return { kind: 'group', group }
    }
    case 'ssh':
      return undefined
  }
}

function approveOf(value: unknown): ActionInput | undefined {
  const parsed = z.safeParse(forms.approve, value ?? {})
  if (!parsed.success) return undefined
  const { message, by, count, valid } = parsed.data
  const validMs = parseDuration(valid ?? '')
  if (valid !== undefined && validMs === undefined) return undefined
  return {
    action: 'approve',
    message: message ?? '',
    approvers: by === undefined ? [] : typeof by === 'string' ? [by] : by,
    count: Math.max(1, Math.floor(count ?? 1)),
    ...(validMs === undefined ? {} : { validMs }),
  }
}

const sshForm = (form: SshForm | undefined): ActionBlock | undefined => form && { kind: 'ssh', form }

const isWord = (word: string): word is ActionWord => Object.hasOwn(examples, word)

/** Action words that may stand after `yaml` or `json` in a fence. */
export const actionWords: readonly string[] = Object.keys(examples)
