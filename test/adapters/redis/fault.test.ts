import { expect, it } from 'vitest'
import { RedisFault } from '../../../src/adapters/redis/fault.js'
import { openRedis } from '../../../src/adapters/redis/openRedis.js'
import { isUnavailable } from '../../../src/ports/backendFault.js'
import { useRedis } from './useRedis.js'

const under = useRedis()
const faultOf = (call: Promise<unknown>) => call.then(() => undefined).catch((fault: unknown) => fault)

it('a command that the server refuses is at fault itself', async () => {
  await under.redis.call('set', 'text', 'x')
  const fault = await faultOf(under.redis.call('hget', 'text', 'field'))
  expect(fault).toBeInstanceOf(RedisFault)
  expect(isUnavailable(fault)).toBe(false)
})

it('a server without room refuses for now, within a script as well', async () => {
  await under.redis.call('config', 'set', 'maxmemory', '1')
  try {
    expect(isUnavailable(await faultOf(under.redis.call('set', 'more', 'x')))).toBe(true)
    expect(isUnavailable(await faultOf(under.redis.runOnce('publish', ['stream'], [10, '0', 'item'])))).toBe(true)
  } finally {
    await under.redis.call('config', 'set', 'maxmemory', '0')
  }
})

it('a server that is not there is unavailable', async () => {
  const nobody = openRedis({ url: 'redis://127.0.0.1:1', onFault: () => {} })
  try {
    expect(isUnavailable(await faultOf(nobody.runOnce('publish', ['stream'], [10, '0', 'item'])))).toBe(true)
  } finally {
    await nobody.close()
  }
})
