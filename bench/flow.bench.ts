// Events in over HTTP, frames out over WebSockets: rates, and the time from sending to receipt.
import { BuiltServer } from './builtServer.js'
import { printTable, quantile, round } from './figures.js'
import { perRequest, saturate, send, type Way } from './producer.js'
import { Viewers } from './viewers.js'

const ways: readonly Way[] = ['PutEvents', 'POST /events']
const rows: Record<string, string | number>[] = []
for (const viewers of [1, 100, 1000]) {
  for (const way of ways) {
    const server = await BuiltServer.start()
    const service = 'bench'
    const crowd = new Viewers()
    await crowd.add(`${server.ws}?channel=service:${service}`, viewers)
    const total = { 1: 60_000, 100: 40_000, 1000: 8_000 }[viewers] ?? 8_000

    await saturate(server.url, way, total / 4, service)
    await crowd.until((total / 4) * viewers)
    const [from, cpu] = [performance.now(), await server.cpu()]
    await saturate(server.url, way, total, service)
    await crowd.until((total + total / 4) * viewers)
    const seconds = (performance.now() - from) / 1000
    const used = (await server.cpu()) - cpu

    crowd.latencies = []
    const before = crowd.events
    const count = 10
    for (let i = 0; i < 100; i++) {
      const due = performance.now() + 50
      await send(server.url, way, count, service)
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()))
    }
    await crowd.until(before + 100 * count * viewers)
    rows.push({
      'sent by': way,
      'events a request': perRequest[way],
      viewers,
      'events/s': round(total / seconds),
      'deliveries/s': round((total * viewers) / seconds),
      'server CPU, µs an event': round((used / total) * 1e6, 1),
      'p50 ms at 200/s': round(quantile(crowd.latencies, 0.5), 2),
      'p99 ms at 200/s': round(quantile(crowd.latencies, 0.99), 2),
    })
    crowd.close()
    await server.stop()
  }
}
printTable('Events in, frames out (one server process, load from a second one)', rows)
