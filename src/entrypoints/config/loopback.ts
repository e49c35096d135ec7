import { isIPv4, isIPv6 } from 'node:net'

/** True for an address or name that only this machine can reach: `localhost`, `127.0.0.0/8`, `::1`. No brackets. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (name === 'localhost') return true
  if (isIPv4(name)) return name.startsWith('127.')
  if (!isIPv6(name)) return false
  return name === '::1' || /^(0{1,4}:){7}0{0,3}1$/.test(name) || /^::ffff:127\.\d+\.\d+\.\d+$/.test(name)
}
