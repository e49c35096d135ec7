import type { Client } from '@opensearch-project/opensearch'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSearchClient } from '../../src/adapters/opensearch/openSearchClient.js'
import { analyze } from '../../src/domain/text/analyze.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { someWords } from './documents.js'
import { seedsOfRun } from './seedsOfRun.js'
import { between, words } from './values.js'

let client: Client
beforeAll(async () => {
  client = openSearchClient({ url: await openSearchUrl(), auth: { kind: 'none' } })
})
afterAll(() => client?.close())

// Where words of many kinds are; the last is the plane of emoji and of letters that few have met.
const blocks: readonly (readonly [number, number])[] = [
  [0x20, 0x7f],
  [0xa0, 0x24f],
  [0x300, 0x5ff],
  [0x600, 0x1fff],
  [0x2000, 0x2bff],
  [0x3000, 0x30ff],
  [0xa640, 0xabff],
  [0xfb00, 0xffff],
  [0x10000, 0x10fff],
  [0x1d400, 0x1faff],
]
const character = fc
  .oneof(...blocks.map(([min, max]) => fc.integer({ min, max })))
  .map((point) => String.fromCodePoint(point))
const piece = fc.oneof(
  { weight: 4, arbitrary: character },
  { weight: 2, arbitrary: fc.constantFrom(...between) },
  { weight: 1, arbitrary: fc.constantFrom(...words.filter((word) => word.length < 20)) },
  // Tokens that end at their 255th unit, wherever that falls.
  { weight: 1, arbitrary: fc.tuple(character, fc.constantFrom(100, 254, 255)).map(([one, n]) => one.repeat(n)) },
)
const text = fc.oneof(
  { weight: 3, arbitrary: fc.array(piece, { maxLength: 12, size: 'max' }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: someWords },
)

async function analyzed(texts: readonly string[]): Promise<readonly string[]> {
  const { body } = await client.indices.analyze({ body: { analyzer: 'standard', text: [...texts] } })
  return (body.tokens ?? []).map(({ token }) => token)
}

test.each(seedsOfRun())(
  'texts are split as the standard analyzer of the server splits them (seed %i)',
  async (seed) => {
    const texts = fc.sample(text, { seed, numRuns: 6000 })
    for (let i = 0; i < texts.length; i += 300) {
      const some = texts.slice(i, i + 300)
      const told = await analyzed(some)
      if (told.join('\n') === some.flatMap(analyze).join('\n')) continue
      for (const one of some) expect(analyze(one), JSON.stringify(one)).toEqual(await analyzed([one]))
    }
  },
)
