import { describe, expect, test } from 'vitest'
import { addressKind } from './address.ts'
import { parseAllowance } from './allowance.ts'

const table: Readonly<Record<ReturnType<typeof addressKind>, readonly string[]>> = {
  outside: ['93.184.216.34', '10.1.2.3', '192.168.7.1', '172.16.0.1', '2606:2800:220:1::1', 'fd12:3456::1'],
  metadata: [
    '169.254.169.254',
    '100.100.100.200',
    '169.254.170.2',
    '168.63.129.16',
    'fd00:ec2::254',
    'fd00:0ec2:0:0:0:0:0:254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '::169.254.169.254',
    '64:ff9b::169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::',
    '2002:a9fe:a9fe::1',
    'fe80::5efe:169.254.169.254'.replace('fe80::', '2001:db8::'),
    '::ffff:0:169.254.169.254',
  ],
  loopback: ['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:7f00:1'],
  unspecified: ['0.0.0.0', '0.1.2.3', '::', '::ffff:0.0.0.0'],
  'link-local': ['169.254.1.1', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  reserved: ['240.0.0.1', '255.255.255.255', '2001::1', '64:ff9b:1::a9fe:a9fe', '::5', 'no address'],
}

describe('what an address is', () => {
  for (const [kind, addresses] of Object.entries(table))
    test.each(addresses)(`%s is ${kind}`, (address) => expect(addressKind(address)).toBe(kind))
})

describe('what an operator may allow', () => {
  test.each([
    'db.internal',
    'db.internal:5432',
    'localhost:9000',
    '10.0.0.0/8',
    '127.0.0.1',
    '127.0.0.1:9000',
    '10.0.0.0/8:443',
    '[::1]:9000',
    'fd00::/8',
    '::1',
  ])('%s', (text) => expect(parseAllowance(text)).toBeDefined())

  test.each([
    '',
    '*',
    '*.internal',
    'http://a',
    'a:0',
    'a:99999',
    '10.0.0.0/33',
    '2130706433',
    '0x7f000001',
    'a b',
  ])('not %j', (text) => expect(parseAllowance(text)).toBeUndefined())
})
