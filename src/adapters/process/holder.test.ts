import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { holderName, isHolderGone } from './holder.ts'

const here = { host: 'web1', bootId: 'b1/pid:[1]' }

/** A process that has ended for certain, and its number. */
const endedPid = (): number => spawnSync('true').pid

describe('whether a holder is gone', () => {
  const check = (name: string, holder: string, gone: boolean) =>
    it(name, () => expect(isHolderGone(holder, here)).toBe(gone))

  check('this very process is there', holderName(here), false)
  check('a process that ended is gone', `web1|b1/pid:[1]|${endedPid()}|5|x`, true)
  check('a later process with the same number is another', `web1|b1/pid:[1]|${process.pid}|1|x`, true)
  check('everything from before a reboot is gone', `web1|b0/pid:[1]|${process.pid}|1|x`, true)
  check('another host cannot be judged from here', 'web2|b0/pid:[1]|1|1|x', false)
  check('another process namespace cannot be judged from here', 'web1|b1/pid:[2]|999999|1|x', false)
  check('a name that says nothing is not gone', 'somebody', false)
})
