import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { root } from '../../../scripts/root.mjs'
import { sum, times } from '../../../src/domain/cost/counts.js'
import { concurrency, memoryMb, postsPerSecond } from '../../../src/domain/cost/deployed.js'
import { arriving, ingesting } from '../../../src/domain/cost/ingesting.js'
import { loadOf } from '../../../src/domain/cost/load.js'
import { monthOf, monthSeconds, ratesOf } from '../../../src/domain/cost/month.js'
import { framesOf, telling } from '../../../src/domain/cost/telling.js'
import { leastDiskGb } from '../../../src/domain/cost/usage.js'
import { warningsOf } from '../../../src/domain/cost/warnings.js'
import { defaultWorkload } from '../../../src/domain/cost/workload.js'
import { workloads } from './workloads.js'

const close = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-6 * Math.max(1, a, b))

describe('counts', () => {
  test('add up by name, and what is none is not there', () => {
    const counts = sum({ reads: 1, posts: 2 }, { reads: 3 }, {})
    expect(counts).toEqual({ reads: 4, posts: 2 })
    expect(times(counts, 0.5)).toEqual({ reads: 2, posts: 1 })
    expect(times(counts, 0)).toEqual({})
  })
})

describe('one event', () => {
  const flush = { messages: 1, deltas: 1, queries: 1, hitsOfViewer: 1 }

  test('costs what the README tables: 13 read units with a viewer, 37 with a thousand, a bulk, two bus entries', () => {
    const one = telling(defaultWorkload, { ...flush, viewers: 1, viewersOfQuery: 1 })
    const thousand = telling(defaultWorkload, { ...flush, viewers: 1000, viewersOfQuery: 1000 })
    expect([one.reads, one.posts]).toEqual([13, 1])
    expect([thousand.reads, thousand.posts]).toEqual([37, 1000])
    expect(ingesting(defaultWorkload, 1)).toMatchObject({ bulks: 1, busEvents: 1 })
    expect(arriving(defaultWorkload)).toEqual({ busEvents: 1, sqsRequests: 1 })
  })

  test.prop([fc.integer({ min: 1, max: 900_000 })])(
    'is billed by 64 KB wherever it passes, and goes on by its key where it is too large',
    (eventBytes) => {
      const w = { ...defaultWorkload, eventBytes }
      const steps = Math.ceil(eventBytes / 65_536)
      expect(arriving(w).busEvents).toBe(steps)
      const told = ingesting(w, 1).busEvents ?? 0
      const read = telling(w, { ...flush, viewers: 1, viewersOfQuery: 1 }).searches ?? 0
      if (eventBytes > 204_800) expect([told, read]).toEqual([1, 1])
      else if (eventBytes < 204_000) expect([told - steps === 0 || told - steps === 1, read]).toEqual([true, 0])
    },
  )

  test.prop([fc.integer({ min: 1, max: 500 }), fc.integer({ min: 2, max: 50 })])(
    'costs the same with any number of bystanders, who look at something else',
    (viewers, more) => {
      const w = { ...defaultWorkload, eventsPerSecond: 1, viewers, queries: 1, matches: 1 }
      const crowded = { ...w, viewers: viewers * more, queries: more }
      const [few, many] = [loadOf(w), loadOf(crowded)].map((load) => telling(w, load.flush))
      for (const name of ['reads', 'posts', 'broadcast', 'sqsRequests'] as const)
        close(many?.[name] ?? 0, few?.[name] ?? 0)
    },
  )
})

describe('a load', () => {
  test.prop([workloads])('is all of the events, in calls that take no more than they may', (w) => {
    const { eventsOfIngest, flush, flushes, ingests, keepsUp } = loadOf(w)
    close(ingests * eventsOfIngest, w.eventsPerSecond)
    close(flushes * flush.deltas, w.eventsPerSecond)
    expect(eventsOfIngest).toBeLessThanOrEqual(10)
    expect(flush.messages).toBeLessThanOrEqual(210)
    expect(flush.viewers).toBeLessThanOrEqual(w.viewers)
    expect(flush.queries).toBeLessThanOrEqual(w.queries)
    // Whoever keeps up does so within the quota.
    const posts = flushes * flush.viewers * framesOf(w, flush)
    if (keepsUp) expect(posts).toBeLessThanOrEqual(postsPerSecond * 0.8 * 1.001)
    else expect(warningsOf(w).join()).toContain('faster than broadcast')
  })

  test.prop([workloads])('tells each viewer of no more than matches what that viewer looks at', (w) => {
    const { flush, flushes } = loadOf(w)
    const hits = flushes * flush.viewers * flush.hitsOfViewer
    const queries = Math.max(1, Math.min(w.queries, w.viewers * w.views))
    close(hits, (w.eventsPerSecond * Math.min(w.matches, queries) * w.viewers * w.views) / queries)
    // Flushing together only saves.
    expect(flushes * flush.viewers).toBeLessThanOrEqual(hits + 1e-6 * hits)
  })
})

describe('a month of viewers', () => {
  const silent = { ...defaultWorkload, eventsPerSecond: 0, visits: 0, verifyEveryMs: 86_400_000 }

  test('pings every five minutes where nothing comes, and the less the more comes', () => {
    const rates = [0, 0.01, 0.1, 1].map((eventsPerSecond) => ratesOf({ ...silent, eventsPerSecond, queries: 1 }).pings)
    expect((rates[0] ?? 0) / silent.viewers).toBeCloseTo(1 / 300, 3)
    for (const [i, rate] of rates.entries()) if (i > 0) expect(rate).toBeLessThan(rates[i - 1] ?? 0)
  })

  test('asks again for each view every ten minutes, up to a tenth earlier', () => {
    const w = { ...silent, verifyEveryMs: 600_000, views: 3 }
    const asked = monthOf(w).get('verifying')?.searches ?? 0
    close(asked, (w.viewers * 3 * monthSeconds) / 570)
  })

  test('comes again after 84 minutes on average, before API Gateway ends the connection', () => {
    const connects = monthOf(silent).get('coming and going')?.connect ?? 0
    close(connects, (silent.viewers * monthSeconds) / (84 * 60))
  })
})

test('memory, calls at a time, days and window are what the Terraform module says', () => {
  const read = (path: string) => readFileSync(join(root, 'terraform', path), 'utf8')
  const variable = (file: string, name: string) =>
    new RegExp(`variable "${name}" \\{[^}]*?default\\s*=\\s*"?(\\w+)`, 's').exec(read(file))?.[1]
  for (const [name, mb] of Object.entries(memoryMb)) {
    expect(read('functions.tf')).toMatch(new RegExp(`${name}\\s*= \\{ timeout = \\d+, memory = ${mb},`))
  }
  expect(variable('variables-flow.tf', 'ingests')).toBe(String(concurrency.ingest))
  expect(variable('variables-flow.tf', 'broadcasts')).toBe(String(concurrency.broadcast))
  expect(variable('variables-flow.tf', 'archive_days')).toBe(String(defaultWorkload.archiveDays))
  expect(variable('variables-flow.tf', 'flush_window_ms')).toBe(String(defaultWorkload.flushWindowMs))
  expect(variable('variables-flow.tf', 'delta_route')).toBe(defaultWorkload.deltaRoute)
  const parts = read('variables-parts.tf')
  expect(/instance_type\s*= optional\(string, "([\w.]+)"\)/.exec(parts)?.[1]).toBe(defaultWorkload.instance)
  expect(/instance_count\s*= optional\(number, (\d+)\)/.exec(parts)?.[1]).toBe(String(defaultWorkload.nodes))
  expect(/volume_gb\s*= optional\(number, (\d+)\)/.exec(parts)?.[1]).toBe(String(leastDiskGb))
  expect(/node_type\s*= optional\(string, "([\w.]+)"\)/.exec(parts)?.[1]).toBe(defaultWorkload.cacheNode)
  expect(variable('variables.tf', 'log_retention_days')).toBe(String(defaultWorkload.logDays))
})
