import { isIPv4, isIPv6 } from 'node:net'

/**
 * The network that failed logins are counted by: an IPv4 address, or the /64 of an IPv6 one, since a single customer
 * has all of those addresses (RFC 6177).
 */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1]
  if (mapped) return mapped
  if (isIPv4(ip) || !isIPv6(ip)) return ip
  const [address = ip] = ip.split('%')
  return `${prefixOf(address)}::/64`
}

/** The first four groups, with the zeros that `::` stands for written out. */
function prefixOf(address: string): string {
  const [head = '', tail] = address.split('::')
  const before = head ? head.split(':') : []
  const after = tail ? tail.split(':') : []
  const groups =
    tail === undefined
      ? before
      : [...before, ...Array(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after]
  return groups.slice(0, 4).join(':')
}
