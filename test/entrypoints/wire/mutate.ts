import type { Chance } from '../../domain/query/chance.js'

const hostile = [
  'null',
  'true',
  '-1',
  '1e308',
  '1e999',
  '0.5',
  '9007199254740993',
  '""',
  '" "',
  '[]',
  '{}',
  '[[[[]]]]',
  '{"__proto__":{}}',
  '"__proto__"',
  '"constructor"',
  '"\\ud800"',
  '"\\u0000"',
  '"ü🎉"',
  '"all"',
  '"2026-11-24T00:00:00.000Z"',
  '"1970-01-01T00:00:00Z"',
  '"where"',
  '"in"',
  '"{"',
  JSON.stringify('x'.repeat(70)),
] as const
const values = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null/g
/** What deep nesting takes the place of. */
const nested = [/"(?:[^"\\]|\\.)*"/, /\{\}/, /\d+/] as const

/** A valid text spoiled in one to four ways: values swapped, cut, doubled, nested, or with a byte of garbage. */
export function mutate(text: string, chance: Chance): string {
  let spoiled = text
  for (let ways = 1 + chance.below(4); ways > 0; ways--) spoiled = spoil(spoiled, chance)
  return spoiled
}

function spoil(text: string, chance: Chance): string {
  const at = chance.below(text.length + 1)
  switch (chance.below(8)) {
    case 0:
    case 1:
    case 2: {
      // Stays JSON: what reaches the schemas.
      const found = [...text.matchAll(values)]
      const hit = found[chance.below(Math.max(1, found.length))]
      if (hit === undefined) return text
      return text.slice(0, hit.index) + chance.of(hostile) + text.slice(hit.index + hit[0].length)
    }
    case 3:
      return text.slice(0, at)
    case 4:
      return text.slice(0, at) + String.fromCharCode(chance.below(0x10000)) + text.slice(at)
    case 5: {
      const end = at + chance.below(40)
      return text.slice(0, end) + text.slice(at)
    }
    case 6:
      return text.replace(/[[{]/, (open) => open.repeat(1 + chance.below(3)))
    default: {
      const depth = 1 + chance.below(300)
      return text.replace(chance.of(nested), `${'['.repeat(depth)}${']'.repeat(depth)}`)
    }
  }
}
