import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'

/**
 * Port call of a use case, such as `ingest index.get`, -> names of the requests that it makes, on one way to run. Of a
 * poll only the answer is a step: its name begins with `after`.
 */
export type RequestsOf = Readonly<Record<string, readonly string[]>>

/** All calls of ports that are waited for, as they stand in the source of a use case. */
export function portCallsOf(useCase: 'ingest' | 'broadcast'): ReadonlySet<string> {
  const folder = new URL(`../../../src/application/${useCase}/`, import.meta.url)
  const source = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'))
  const calls = source.join('\n').matchAll(/\b(index|bus|store|outbox)\s*\.(\w+)\(/g)
  return new Set([...calls].map(([, port, method]) => `${useCase} ${port}.${method}`))
}

/** Before and after each request of a table, labelled as in a run: see `numbered`. */
export function stepsOf(requests: RequestsOf): readonly string[] {
  return Object.values(requests)
    .flat()
    .flatMap((name) => (name.startsWith('after ') ? [name] : [`before ${name}`, `after ${name}`]))
    .map(numbered())
}

/**
 * Every port call is in the table, each of its requests was walked, before it and after it, as often as there are calls
 * that make it, and nothing was seen that no call explains. `walked` and `seen`: labels of steps.
 */
export function expectCovered(
  calls: Iterable<string>,
  requests: RequestsOf,
  walked: Iterable<string>,
  seen: Iterable<string>,
): void {
  for (const call of calls) expect(Object.keys(requests), 'a port call without a fault point').toContain(call)
  const wanted = stepsOf(requests)
  expect([...walked], 'every request of a port call').toEqual(expect.arrayContaining([...wanted]))
  const unexplained = [...seen].filter((label) => !wanted.includes(label.replace(/ \(\d+\)$/, '')))
  expect(unexplained, 'no request that no port call explains').toEqual([])
}

/** Labels steps of one run: a name that came before gets its number, as in `before publish (2)`. */
export function numbered(): (name: string) => string {
  const seen = new Map<string, number>()
  return (name) => {
    const number = (seen.get(name) ?? 0) + 1
    seen.set(name, number)
    return number === 1 ? name : `${name} (${number})`
  }
}
