import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type DecideOptions, decide, deltaOf } from '../../../src/domain/document/decide.js'
import type { Draft, Hit, Stored } from '../../../src/domain/document/hit.js'
import { applyPatch, patchOf } from '../../../src/domain/document/patch.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { hit, hitArbitrary } from '../../support/hits.js'

const minute = 60_000
const start = Date.parse('2026-11-24T09:30:00.000Z')
const at = (ms: number): DecideOptions => ({
  schema: defaultSchema,
  now: new Date(start + ms).toISOString(),
  maxDeltaAgeMs: 5 * minute,
})

function draft(of: Hit): Draft {
  const { ingestedAt: _, ...rest } = of
  return rest as Draft
}

/** Writes versions one after the other, each at its time. */
function written(versions: readonly (readonly [version: number, ms: number])[]): Stored {
  let stored: Stored | undefined
  for (const [version, ms] of versions) {
    const decision = decide(stored, draft(hit({ version, note: `v${version}`, team: `t${version}` })), at(ms))
    if (decision.kind === 'new' || decision.kind === 'update') stored = decision.next
  }
  return stored as Stored
}

describe('write decision', () => {
  test.prop([hitArbitrary(), hitArbitrary()])('is one of four, by what is stored and what comes', (a, b) => {
    const stored: Stored = { hit: a, earlier: [] }
    const kind = decide(stored, draft(b), at(0)).kind
    expect(kind).toBe(b.version === a.version ? 'duplicate' : b.version > a.version ? 'update' : 'stale')
    expect(decide(undefined, draft(b), at(0)).kind).toBe('new')
  })

  test.prop([
    fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 3 * minute })), { minLength: 1 }),
  ])('ends at the highest version in whatever order versions come', (steps) => {
    let ms = 0
    const stored = written(
      steps.map(([version, pause]) => {
        ms += pause
        return [version, ms] as const
      }),
    )
    expect(stored.hit.version).toBe(Math.max(...steps.map(([version]) => version)))
    const versions = stored.earlier.map((s) => s.hit.version)
    expect(versions).toEqual([...versions].sort((a, b) => b - a))
  })

  it('stamps the write with its own time, whatever the event says', () => {
    const decision = decide(undefined, { ...draft(hit()), ingestedAt: 'forged' }, at(7))
    expect(decision.kind === 'new' && decision.next.hit.ingestedAt).toBe(at(7).now)
  })
})

describe('trail', () => {
  it('keeps the last version always, whole', () => {
    const stored = written([
      [1, 0],
      [2, 60 * minute],
    ])
    expect(stored.earlier.map((s) => s.hit)).toMatchObject([{ version: 1, note: 'v1', team: 't1' }])
  })

  it('keeps others while they were superseded less than maxDeltaAge ago, with their declared fields only', () => {
    const stored = written([
      [1, 0],
      [2, 60 * minute],
      [3, 62 * minute],
      [4, 64 * minute],
    ])
    expect(stored.earlier.map((s) => s.hit.version)).toEqual([3, 2, 1])
    expect(stored.earlier[1]?.hit).not.toHaveProperty('note')
    expect(stored.earlier[1]?.hit).toHaveProperty('team', 't2')
    const later = written([
      [1, 0],
      [2, 60 * minute],
      [3, 62 * minute],
      [4, 66 * minute],
    ])
    expect(later.earlier.map((s) => s.hit.version)).toEqual([3, 2])
  })

  it('has at most eight versions', () => {
    const stored = written(Array.from({ length: 20 }, (_, i) => [i + 1, i] as const))
    expect(stored.earlier.map((s) => s.hit.version)).toEqual([19, 18, 17, 16, 15, 14, 13, 12])
  })

  it('is told whole by every delta, from the document as stored', () => {
    const stored = written([
      [1, 0],
      [2, 1],
      [3, 2],
    ])
    expect(deltaOf(stored)).toMatchObject({
      key: '2026-11-24/e1',
      now: { version: 3 },
      was: [{ version: 2 }, { version: 1 }],
    })
  })
})

describe('patch', () => {
  test.prop([hitArbitrary(), hitArbitrary()], { numRuns: 1000 })(
    'applied to its base gives the document',
    (base, other) => {
      const now = { ...other, eventId: base.eventId, version: base.version + 1 }
      expect(applyPatch(base, patchOf(base, now))).toStrictEqual(now)
    },
  )

  test.prop([hitArbitrary()])('of a document onto itself sets its ingestedAt alone', (same) => {
    const patch = patchOf(same, same)
    expect(patch.set).toEqual({ ingestedAt: same.ingestedAt })
    expect(patch).not.toHaveProperty('unset')
  })
})
