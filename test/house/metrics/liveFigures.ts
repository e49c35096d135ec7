import { eventually } from '../../support/eventually.js'
import { postEvents } from '../../support/send.js'
import { startServer } from '../../support/server.js'
import { TestClient } from '../../support/testClient.js'

/** What `/metrics` of a server in memory answers once an event has reached a viewer. */
export async function liveFigures(): Promise<string> {
  const server = await startServer()
  try {
    const viewer = await TestClient.open(`${server.ws}?channel=all`)
    await viewer.until('subscribed', (message) => message.type === 'subscribed')
    await postEvents(server.url, [{ service: 'checkout', eventType: 'order', message: 'one' }])
    await viewer.until('hits', (message) => message.type === 'hits')
    // Counted after the send.
    const text = await eventually('the delivery is counted', async () => {
      const answer = await (await fetch(`${server.url}/metrics`)).text()
      return answer.includes('deltaboard_deliveries_total 1\n') && answer
    })
    viewer.socket.terminate()
    return text
  } finally {
    await server.stop()
  }
}
