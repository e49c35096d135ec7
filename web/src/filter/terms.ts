import type { Schema } from '../../../src/domain/fields.js'
import { parseFilter } from '../../../src/domain/filter/parseFilter.js'
import { printFilter } from '../../../src/domain/filter/printFilter.js'
import type { Scalar, Where } from '../../../src/domain/query/where.js'

/**
 * The terms of a line that are ANDed at its top, as typed. A line with an OR at its top is one term. Quotes and brackets
 * are kept together; a `NOT` stays with its term.
 */
export function termsOf(line: string): string[] {
  const terms: string[] = []
  let depth = 0
  let quoted = false
  let term = ''
  for (let i = 0; i < line.length; i++) {
    const c = line[i] as string
    if (c === '\\') {
      term += c + (line[++i] ?? '')
      continue
    }
    if (c === '"') quoted = !quoted
    else if (!quoted && (c === '(' || c === '[' || c === '{')) depth++
    else if (!quoted && (c === ')' || c === ']' || c === '}')) depth--
    if (/\s/.test(c) && !quoted && depth <= 0) {
      if (term !== '') terms.push(term)
      term = ''
    } else term += c
  }
  if (term !== '') terms.push(term)
  if (terms.includes('OR')) return [line.trim()]
  const joined: string[] = []
  for (const one of terms) {
    const before = joined.at(-1)
    if (before !== undefined && /(^|\s)NOT$/.test(before)) joined[joined.length - 1] = `${before} ${one}`
    else if (one !== 'AND') joined.push(one)
  }
  return joined
}

/** Values of fields that a condition asks for or excludes at its top. */
export interface Chosen {
  readonly within: ReadonlyMap<string, ReadonlySet<Scalar>>
  readonly without: ReadonlyMap<string, ReadonlySet<Scalar>>
}

export function chosenIn(where: Where): Chosen {
  const within = new Map<string, Set<Scalar>>()
  const without = new Map<string, Set<Scalar>>()
  const note = (into: Map<string, Set<Scalar>>, field: string, values: readonly Scalar[]) => {
    into.set(field, new Set([...(into.get(field) ?? []), ...values]))
  }
  for (const one of where.op === 'and' ? where.of : [where]) {
    if (one.op === 'in') note(within, one.field, one.values)
    if (one.op !== 'not') continue
    for (const out of one.of.op === 'or' ? one.of.of : [one.of])
      if (out.op === 'in') note(without, out.field, out.values)
  }
  return { within, without }
}

/**
 * The line with a value of a field asked for, or excluded; asked a second time, it is let go. Other values of the field
 * that are asked for stay: `service:(a OR b)`. The rest of the line stays as it was typed.
 */
export function toggleTerm(line: string, field: string, value: Scalar, out: boolean, schema: Schema): string {
  const all = termsOf(line).map((text) => ({ text, values: valuesOf(text, field, schema) }))
  const isSame = ({ values }: (typeof all)[number]) => values?.out === out && values.of.includes(value)
  // Asked for and excluded at once would be nothing: the newer wish counts.
  const kept = all.flatMap(({ text, values }) => {
    if (values === undefined || !values.of.includes(value)) return [text]
    const left = values.of.filter((one) => one !== value)
    return left.length === 0 ? [] : [print(field, left, values.out, schema)]
  })
  if (all.some(isSame)) return kept.join(' ')
  const among = out ? -1 : kept.findIndex((text) => valuesOf(text, field, schema)?.out === false)
  if (among >= 0) {
    const of = valuesOf(kept[among] as string, field, schema)?.of ?? []
    return kept.with(among, print(field, [...of, value], false, schema)).join(' ')
  }
  // A line with an OR at its top is bracketed, or the new term would belong to its last part only.
  const rest =
    kept.length === 1 && /\sOR\s/.test(kept[0] as string) && needsBrackets(kept[0] as string) ? [`(${kept[0]})`] : kept
  return [...rest, print(field, [value], out, schema)].join(' ')
}

function needsBrackets(line: string): boolean {
  return termsOf(`${line} x`).length === 1
}

function valuesOf(text: string, field: string, schema: Schema): { of: readonly Scalar[]; out: boolean } | undefined {
  const parsed = parseFilter(text, schema)
  if (!parsed.ok) return undefined
  const out = parsed.where.op === 'not'
  const inner = parsed.where.op === 'not' ? parsed.where.of : parsed.where
  return inner.op === 'in' && inner.field === field ? { of: inner.values, out } : undefined
}

function print(field: string, values: readonly Scalar[], out: boolean, schema: Schema): string {
  const where: Where = { op: 'in', field, values }
  return printFilter(out ? { op: 'not', of: where } : where, schema)
}

/** The words that a condition looks for in texts, to be marked where they stand. */
export function soughtWords(where: Where): ReadonlySet<string> {
  if (where.op === 'match') return new Set(where.terms)
  if (where.op === 'and' || where.op === 'or') return new Set(where.of.flatMap((one) => [...soughtWords(one)]))
  return new Set()
}
