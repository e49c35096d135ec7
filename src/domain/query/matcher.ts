import type { Schema } from '../fields.js'
import { isKnown } from './known.js'
import { boundsFit, type Range } from './range.js'
import { type FieldValue, type Layout, layoutOf, type Subject } from './subject.js'
import type { Scalar, Where } from './where.js'

export type Matcher = (subject: Subject) => boolean

const always: Matcher = () => true
const never: Matcher = () => false

/**
 * A condition made into a function. A field matches if any of its values does; a missing one matches nothing but `not`.
 * A field that the schema no longer declares counts as missing.
 */
export function compileWhere(where: Where, schema: Schema): Matcher {
  return isKnown(where) ? compile(where, layoutOf(schema)) : never
}

function compile(where: Where, layout: Layout): Matcher {
  switch (where.op) {
    case 'all':
      return always
    case 'none':
      return never
    case 'and':
      return every(where.of.map((branch) => compile(branch, layout)))
    case 'or':
      return some(where.of.map((branch) => compile(branch, layout)))
    case 'not': {
      const inner = compile(where.of, layout)
      return (subject) => !inner(subject)
    }
  }
  const slot = layout.slots.get(where.field)
  if (slot === undefined) return never
  switch (where.op) {
    case 'in':
      return where.values.length === 1 ? equal(slot, where.values[0] as Scalar) : among(slot, new Set(where.values))
    case 'range':
      return boundsFit(where, layout.types[slot]) ? testing(slot, within(where)) : never
    case 'prefix': {
      const prefix = where.value
      return testing(slot, (value) => typeof value === 'string' && value.startsWith(prefix))
    }
    case 'exists':
      return (subject) => subject.has(slot)
    case 'match':
      return containing(slot, where.terms)
  }
}

function every(matchers: readonly Matcher[]): Matcher {
  return (subject) => {
    for (let i = 0; i < matchers.length; i++) if (!(matchers[i] as Matcher)(subject)) return false
    return true
  }
}

function some(matchers: readonly Matcher[]): Matcher {
  return (subject) => {
    for (let i = 0; i < matchers.length; i++) if ((matchers[i] as Matcher)(subject)) return true
    return false
  }
}

function equal(slot: number, wanted: Scalar): Matcher {
  return (subject) => {
    const value = subject.value(slot)
    return value === wanted || (isList(value) && value.includes(wanted))
  }
}

function among(slot: number, wanted: ReadonlySet<Scalar>): Matcher {
  return testing(slot, (value) => wanted.has(value))
}

function testing(slot: number, test: (value: Scalar) => boolean): Matcher {
  return (subject) => {
    const value = subject.value(slot)
    if (value === undefined) return false
    if (!isList(value)) return test(value)
    for (let i = 0; i < value.length; i++) if (test(value[i] as Scalar)) return true
    return false
  }
}

/** Numbers, or ISO dates, which compare as strings. One value has to meet all bounds. */
function within(range: Range): (value: Scalar) => boolean {
  const { gt, gte, lt, lte } = range
  return (value) =>
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
}

function containing(slot: number, terms: readonly string[]): Matcher {
  return (subject) => {
    const there = subject.terms(slot)
    for (let i = 0; i < terms.length; i++) if (!there.has(terms[i] as string)) return false
    return true
  }
}

function isList(value: FieldValue): value is readonly Scalar[] {
  return typeof value === 'object'
}
