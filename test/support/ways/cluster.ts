import type { TestProject } from 'vitest/node'
import { partUrl } from '../parts/partUrl.js'
import { startRedis } from '../parts/redis.js'
import { credentialFiles, makeKeys } from './credentials.js'
import { provideWay } from './provideWay.js'
import { balance } from './roundRobin.js'
import { startServeProcess } from './serveProcess.js'
import { serverWay } from './serverWay.js'

/** Two nodes on Redis and OpenSearch, behind a load balancer that knows nothing of either. */
export default function setup(project: TestProject): Promise<() => Promise<void>> {
  return provideWay(project, async () => {
    const keys = makeKeys()
    const files = credentialFiles(keys)
    const [redis, index] = await Promise.all([startRedis(), partUrl('clusterOpenSearch')])
    const flags = [...files.flags, '--store', redis.url, '--index', index]
    const nodes = await Promise.all([startServeProcess(flags), startServeProcess(flags)])
    const balancer = await balance(nodes.map((node) => node.port))
    return {
      way: serverWay(`http://127.0.0.1:${balancer.port}`, keys),
      async stop() {
        await balancer.stop()
        await Promise.all(nodes.map((node) => node.stop()))
        await redis.stop()
        files.remove()
      },
    }
  })
}
