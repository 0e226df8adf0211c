import { expect, test } from 'vitest'
import { networkOf } from './network.ts'

// RFC 4291 2.2: `::` stands for as many zero groups as are missing.
test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('failed logins from %s are counted for %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network)
})
