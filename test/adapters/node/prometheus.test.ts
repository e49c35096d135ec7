import { expect, it } from 'vitest'
import { Prometheus } from '../../../src/adapters/node/prometheus.js'

it('counts what it is told, as Prometheus text', async () => {
  const faults: unknown[] = []
  const prometheus = new Prometheus((where, error) => faults.push([where, error]))
  prometheus.events('indexed', 3)
  prometheus.events('duplicate', 2)
  prometheus.sent({ deliveries: 30, frames: 3, bytes: 900 })
  prometheus.matched({ visited: 9, matched: 4, serialised: 1 })
  prometheus.dropped('sampled', 7)
  prometheus.deadDeltas(1)
  prometheus.latency(3, 5)
  prometheus.latency(60_000, 1)
  prometheus.latency(-4, 1)
  prometheus.gauge('connections', () => 12)
  const fault = new Error('x')
  prometheus.fault('ingest', fault)
  const lines = (await prometheus.text()).split('\n')
  for (const line of [
    'deltaboard_events_total{outcome="indexed"} 3',
    'deltaboard_events_total{outcome="duplicate"} 2',
    'deltaboard_events_total{outcome="dead"} 0',
    'deltaboard_deliveries_total 30',
    'deltaboard_frames_total 3',
    'deltaboard_frame_bytes_total 900',
    'deltaboard_queries_visited_total 9',
    'deltaboard_queries_matched_total 4',
    'deltaboard_messages_serialised_total 1',
    'deltaboard_dropped_hits_total{why="sampled"} 7',
    'deltaboard_dead_deltas_total 1',
    '# TYPE deltaboard_ingest_to_send_seconds histogram',
    'deltaboard_ingest_to_send_seconds_bucket{le="0.0025"} 1',
    'deltaboard_ingest_to_send_seconds_bucket{le="0.005"} 6',
    'deltaboard_ingest_to_send_seconds_bucket{le="30"} 6',
    'deltaboard_ingest_to_send_seconds_bucket{le="+Inf"} 7',
    'deltaboard_ingest_to_send_seconds_sum 60.015',
    'deltaboard_ingest_to_send_seconds_count 7',
    'deltaboard_connections 12',
    'deltaboard_faults_total{where="ingest"} 1',
  ]) {
    expect(lines).toContain(line)
  }
  expect(faults).toEqual([['ingest', fault]])
})

it('is asked anew each time, and keeps two nodes of one process apart', async () => {
  const [one, other] = [new Prometheus(), new Prometheus()]
  let open = 1
  one.gauge('connections', () => open)
  expect(await one.text()).toContain('deltaboard_connections 1\n')
  open = 2
  expect(await one.text()).toContain('deltaboard_connections 2\n')
  one.events('indexed', 1)
  expect(await other.text()).toContain('deltaboard_events_total{outcome="indexed"} 0')
  expect(await other.text()).not.toContain('deltaboard_connections')
})
