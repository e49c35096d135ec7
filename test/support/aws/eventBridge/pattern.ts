import type { Json, JsonObject } from '../../../../src/domain/json.js'

/**
 * Says whether an event matches a pattern, for what this project's rules are made of ("Creating event patterns"): values,
 * `prefix`, `anything-but` (of values or a prefix), `exists`, nested fields and `$or`. A field that is a list matches if
 * one of its elements does. Throws on a pattern that it doesn't know, so that no rule does less than it says.
 */
export function compilePattern(pattern: JsonObject): (event: JsonObject) => boolean {
  const tests = Object.entries(pattern).map(([name, wanted]) => {
    if (name === '$or') return oneOf(wanted)
    if (isObject(wanted)) return nested(name, compilePattern(wanted))
    return field(name, wanted)
  })
  if (tests.length === 0) throw new Error('an empty pattern')
  return (event) => tests.every((test) => test(event))
}

type Test = (event: JsonObject) => boolean
type Matcher = (value: Json | undefined) => boolean

function oneOf(wanted: Json | undefined): Test {
  if (!Array.isArray(wanted) || wanted.length < 2) throw new Error('$or takes a list of patterns')
  const patterns = wanted.map((each) => {
    if (!isObject(each)) throw new Error('$or takes a list of patterns')
    return compilePattern(each)
  })
  return (event) => patterns.some((pattern) => pattern(event))
}

function nested(name: string, inner: Test): Test {
  return (event) => {
    const value = own(event, name)
    return isObject(value) && inner(value)
  }
}

function field(name: string, wanted: Json | undefined): Test {
  if (!Array.isArray(wanted) || wanted.length === 0) throw new Error(`${name} takes a list of matches`)
  const matchers = wanted.map(matcherOf)
  return (event) => {
    const value = own(event, name)
    const values = Array.isArray(value) ? value : [value]
    return matchers.some((matches) => values.some(matches))
  }
}

function matcherOf(wanted: Json): Matcher {
  if (!isObject(wanted)) return (value) => value === wanted
  const [[kind, operand] = [], ...more] = Object.entries(wanted)
  if (more.length > 0) throw new Error('one operator a match')
  if (kind === 'exists' && typeof operand === 'boolean') return (value) => (value !== undefined) === operand
  if (kind === 'prefix' && typeof operand === 'string') return startsWith(operand)
  if (kind === 'anything-but') {
    const but = anyOf(operand)
    // A field that is missing is none of any values.
    return (value) => value !== undefined && !but(value)
  }
  throw new Error(`unknown operator ${kind}`)
}

function anyOf(operand: Json | undefined): Matcher {
  if (isObject(operand)) {
    const { prefix } = operand
    if (typeof prefix !== 'string') throw new Error('anything-but takes values or a prefix')
    return startsWith(prefix)
  }
  const values = Array.isArray(operand) ? operand : [operand]
  return (value) => values.includes(value as Json)
}

function startsWith(prefix: string): Matcher {
  return (value) => typeof value === 'string' && value.startsWith(prefix)
}

function own(of: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
