import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { endpointsOf, ranked } from '../../../client/src/endpoints/index.js'
import { connect } from '../../../client/src/index.js'
import { eventually } from '../../support/eventually.js'
import { startServer } from '../../support/server.js'

test('a client whose server is stopped goes on at the other one', async () => {
  const servers = await Promise.all([startServer(), startServer()])
  const listed = servers.map(({ ws }, i) => ({ id: `server-${i}`, url: ws }))
  const file = createServer((_, response) => response.end(JSON.stringify({ endpoints: listed })))
  await new Promise<void>((done) => file.listen(0, '127.0.0.1', done))
  const url = endpointsOf(`http://127.0.0.1:${(file.address() as AddressInfo).port}/endpoints.json`, { clientId: 'me' })
  const went: string[] = []
  const client = connect({
    url: async (misses) => {
      const chosen = await url(misses)
      went.push(chosen)
      return chosen
    },
    WebSocket,
    // Comes back at once.
    random: () => 0.001,
  })
  onTestFinished(async () => {
    client.close()
    file.close()
    await Promise.all(servers.map((server) => server.stop()))
  })
  const live = client.live()
  await eventually('live', () => live.getSnapshot().state === 'live')
  const [own, other] = ranked(listed, 'me')
  expect(went).toEqual([own?.url])
  await servers.find(({ ws }) => ws === own?.url)?.stop()
  await eventually('live elsewhere', () => went.at(-1) === other?.url && live.getSnapshot().state === 'live', 30_000)
})
