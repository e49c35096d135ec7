import type { HttpSaid } from '../../ports/examinedServer.js'
import { broken, unasked, well } from './hops.js'
import type { PassageLooks } from './passageLooks.js'

/** What a server counted before and after a probe was lost in it: how far it came. */
export function lostInServer(before: HttpSaid, after: HttpSaid): Pick<PassageLooks, 'ingest' | 'post'> {
  const post = unasked('it did not come so far')
  const [waitingEvents, waitingDeltas] = [
    seriesOf(after, 'deltaboard_waiting_events'),
    seriesOf(after, 'deltaboard_waiting_deltas'),
  ]
  const probed = 'deltaboard_events_total{outcome="probed"}'
  const isPassedOn = seriesOf(after, probed) > seriesOf(before, probed)
  if (!isPassedOn && waitingEvents > 0) {
    const why = `it was taken, and ${waitingEvents} events wait: no node ingests them`
    return { ingest: broken(why, stuck, 'queue'), post }
  }
  // All nodes wait for the same deltas, whichever ingested the event.
  if (waitingDeltas > 0) {
    const why = `it was ingested, and ${waitingDeltas} deltas wait: nobody tells them`
    return { ingest: well('passed it on'), post: broken(why, `${stuck}, and how long a flush takes`, 'queue') }
  }
  if (isPassedOn) {
    const mend = 'see what the log says of broadcast, and whether the nodes reach each other by the bus'
    return { ingest: well('passed it on'), post: broken('it was ingested, and never came to the socket', mend) }
  }
  const why = 'it was taken, is not waiting, and this node did not pass it on: ingest lost it, or another node did'
  return { ingest: broken(why, 'see what the logs of all nodes say of `probe` and `ingest`'), post }
}

const stuck = 'see whether the nodes that consume are alive and ready (/readyz of each), and what their logs say'

/** Of Prometheus text: 0 where there is no such line. */
function seriesOf(said: HttpSaid, series: string): number {
  const text = 'unreachable' in said || typeof said.body !== 'string' ? '' : said.body
  const line = text.split('\n').find((each) => each.startsWith(`${series} `))
  return line === undefined ? 0 : Number(line.slice(series.length + 1))
}
