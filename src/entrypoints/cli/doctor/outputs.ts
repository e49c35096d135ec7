import type { Installation } from '../../../application/doctor/cloudChecks.js'
import { isObject, type Json, own } from '../../../domain/json.js'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import type { FunctionPlace } from '../../../ports/examinedCloud.js'

/** Where an installation is, as `terraform output -json` tells. */
export interface Outputs {
  readonly installation: Installation
  readonly region: string
  readonly socket: string
  readonly index: { readonly url: string; readonly auth: string; readonly prefix: string }
}

/** Reads outputs, each as Terraform wraps it (`{"value": …}`) or bare. */
export function outputsOf(text: string): Result<Outputs> {
  let all: unknown
  try {
    all = JSON.parse(text)
  } catch {
    return refuse('usage', 'the outputs are not JSON: terraform output -json > outputs.json')
  }
  const at = (...path: string[]): Json | undefined => {
    const [name = '', ...inner] = path
    const output = isObject(all) ? own(all, name) : undefined
    const value = isObject(output) && Object.hasOwn(output, 'value') ? own(output, 'value') : output
    return inner.reduce<Json | undefined>((held, key) => (isObject(held) ? own(held, key) : undefined), value)
  }
  const textAt = (...path: string[]): string | undefined => {
    const value = at(...path)
    return typeof value === 'string' ? value : undefined
  }
  const [first] = endpointsOf(at('endpoints'))
  const needed = {
    region: textAt('region'),
    'event_bus.name': textAt('event_bus', 'name'),
    'rules.events': textAt('rules', 'events'),
    'queues.events': textAt('queues', 'events'),
    'queues.deltas': textAt('queues', 'deltas'),
    'index.url': textAt('index', 'url'),
    'endpoints[].url': first,
  }
  const missing = Object.entries(needed).find(([, value]) => value === undefined)
  if (missing !== undefined) return refuse('usage', `the outputs lack ${missing[0]}`)
  const given = needed as Readonly<Record<keyof typeof needed, string>>
  const [deltaBus, deltaRule, table] = [textAt('delta_bus', 'name'), textAt('rules', 'deltas'), textAt('table')]
  return ok({
    region: given.region,
    socket: given['endpoints[].url'],
    index: {
      url: given['index.url'],
      auth: textAt('index', 'auth') ?? 'sigv4',
      prefix: textAt('index', 'prefix') ?? 'metrics',
    },
    installation: {
      buses: { events: given['event_bus.name'], ...(deltaBus === undefined ? {} : { deltas: deltaBus }) },
      rules: { events: given['rules.events'], ...(deltaRule === undefined ? {} : { deltas: deltaRule }) },
      queues: { events: given['queues.events'], deltas: given['queues.deltas'] },
      functions: functionsOf(at('functions')),
      ...(table === undefined ? {} : { table }),
    },
  })
}

function endpointsOf(given: Json | undefined): readonly string[] {
  const list: readonly Json[] = Array.isArray(given) ? given : isObject(given) ? Object.values(given) : []
  return list.flatMap((each) => {
    const url = isObject(each) ? own(each, 'url') : undefined
    return typeof url === 'string' ? [url] : []
  })
}

function functionsOf(given: Json | undefined): Readonly<Record<string, FunctionPlace>> {
  const entries = isObject(given) ? Object.entries(given) : []
  return Object.fromEntries(
    entries.flatMap(([role, place]): [string, FunctionPlace][] => {
      const [name, qualifier] = isObject(place) ? [own(place, 'name'), own(place, 'qualifier')] : [undefined, undefined]
      if (typeof name !== 'string') return []
      return [[role, typeof qualifier === 'string' ? { name, qualifier } : { name }]]
    }),
  )
}
