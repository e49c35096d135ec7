import { aptInstall, findProgram } from './apt.mjs'

/** The Redis that tests start for themselves. */
export function prepareRedis() {
  if (findProgram('redis-server') !== undefined) return
  aptInstall('Redis is not here, so the tests of it will fail.', 'redis-server')
}
