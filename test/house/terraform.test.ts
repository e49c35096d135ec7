import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, inflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/root.mjs'
import { zip } from '../../scripts/terraform/archive.mjs'
import { readmeText } from '../../scripts/terraform/readme.mjs'
import { timeToLive } from '../../src/adapters/aws/dynamodb/table.js'
import { deltaPattern, ingestPattern } from '../../src/adapters/aws/eventbridge/patterns.js'

const read = (path: string) => readFileSync(join(root, 'terraform', path), 'utf8')

test("the tables of the module's README are as its files say; else: node scripts/terraform/readme.mjs", () => {
  expect(read('README.md')).toBe(readmeText())
})

/** HCL of one object as JSON: the patterns have strings, lists and objects only. */
function jsonOf(hcl: string): unknown {
  const quoted = hcl
    .replace(/(\{|,)\s*(\w+) = /g, '$1 "$2": ')
    .replace(/^\s*(\w+) = /gm, '"$1": ')
    .replaceAll('" = ', '": ')
  return JSON.parse(quoted.replace(/,(\s*[\]}])/g, '$1'))
}

describe('what stands in the sources and in the module', () => {
  test('the pattern of the rule that feeds ingest is the same', () => {
    const written = /event_pattern = jsonencode\((.*?\n {2}\})\)/s.exec(read('events.tf'))?.[1] ?? ''
    expect(jsonOf(written)).toEqual(ingestPattern)
  })

  test('the pattern of the rule that feeds broadcast is the same', () => {
    const written = /event_pattern = jsonencode\((\{.*?\})\)/.exec(read('deltas.tf'))?.[1] ?? ''
    expect(jsonOf(written)).toEqual(deltaPattern)
  })

  test('rows lapse by the same attribute', () => {
    expect(read('table.tf')).toContain(`attribute_name = "${timeToLive}"`)
  })
})

/** What a zip holds, by its directory, each entry checked as an unpacker would. */
function unzip(bytes: Buffer): ReadonlyMap<string, string> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  const found = new Map<string, string>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50)
    const [crc, packed, size] = [16, 20, 24].map((offset) => bytes.readUInt32LE(at + offset)) as [
      number,
      number,
      number,
    ]
    const length = bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, at + 46 + length)
    const local = bytes.readUInt32LE(at + 42)
    const begin = local + 30 + bytes.readUInt16LE(local + 26)
    const content = inflateRawSync(bytes.subarray(begin, begin + packed))
    expect([content.length, crc32(content)]).toEqual([size, crc])
    found.set(name, content.toString('utf8'))
    at += 46 + length
  }
  expect(at).toBe(end)
  return found
}

describe('a bundle', () => {
  const files: readonly [string, Buffer][] = [
    ['ingest.mjs', Buffer.from('export const handler = () => 1\n'.repeat(500))],
    ['ingest.mjs.map', Buffer.from('{"é":"😀"}')],
    ['empty', Buffer.alloc(0)],
  ]

  test('holds its files whole', () => {
    const expected = files.map(([name, bytes]) => [name, bytes.toString('utf8')])
    expect([...unzip(zip(files))].sort()).toEqual([...expected].sort())
  })

  test('is the same, byte for byte, whenever and in whatever order it is made', () => {
    expect(zip([...files].reverse()).equals(zip(files))).toBe(true)
  })
})
