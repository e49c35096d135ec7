import { expect, it } from 'vitest'
import { growsOld } from '../../support/aging.js'
import { postEvents } from '../../support/send.js'
import { startServer } from '../../support/server.js'
import { TimedClock } from '../../support/timedClock.js'

// The server knows no greatest age, and goes by the real clock: what passes here is the client's time.
it('a connection to the server is replaced before it is two hours old, without a break', async () => {
  const server = await startServer()
  try {
    await growsOld({
      ws: server.ws,
      clock: new TimedClock(Date.now()),
      async send(details) {
        const answer = await postEvents(server.url, details)
        expect(answer.ok).toBe(true)
      },
    })
  } finally {
    await server.stop()
  }
})
