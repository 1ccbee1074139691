import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Place } from '../../ports/executor.ts'

/**
 * This host, and this boot of it. A container that was started again has other processes under the same kernel, so
 * the process namespace is part of the boot.
 */
export function readPlace(): Place {
  const machine = firstOf([
    () => text('/etc/machine-id'),
    () => text('/var/lib/dbus/machine-id'),
    () => sysctl('kern.uuid'),
  ])
  const boot = firstOf([() => text('/proc/sys/kernel/random/boot_id'), () => sysctl('kern.boottime')])
  const namespace = firstOf([() => readlinkSync('/proc/self/ns/pid')])
  // Hashed, because a machine id is meant to stay on its machine.
  const machineHash = createHash('sha256').update(`kneeboard:${machine}`).digest('hex').slice(0, 16)
  return {
    host: `${hostname()}:${machineHash}`,
    bootId: [boot, namespace].filter((part) => part !== '').join('/'),
  }
}

const text = (path: string): string => readFileSync(path, 'utf8').trim()

const sysctl = (name: string): string =>
  execFileSync('/usr/sbin/sysctl', ['-n', name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()

function firstOf(ways: readonly (() => string)[]): string {
  for (const way of ways) {
    try {
      return way()
    } catch {
      continue
    }
  }
  return ''
}
