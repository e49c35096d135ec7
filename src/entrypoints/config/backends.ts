import { ok, type Result, refuse } from '../../domain/refusal.js'
import type { Merged } from './merge.js'
import type { Settings } from './settings.js'

/** Where a node keeps documents, subscriptions and what waits. */
export type Backends =
  | { readonly kind: 'memory' }
  | { readonly kind: 'disk'; readonly folder: string }
  | {
      readonly kind: 'cluster'
      readonly store: RedisAddress | { readonly kind: 'dynamodb'; readonly table: string }
      readonly bus: RedisAddress
      readonly index: IndexAddress & { readonly replicas: number; readonly region?: string }
    }

export interface RedisAddress {
  readonly kind: 'redis'
  /** Without a password. */
  readonly url: string
  readonly user?: string
  readonly password?: string
}

export interface IndexAddress {
  readonly url: string
  readonly auth:
    | { readonly kind: 'none' }
    | { readonly kind: 'basic'; readonly user: string; readonly password: string }
    | { readonly kind: 'sigv4'; readonly service: 'es' | 'aoss' }
}

const names = [
  'data',
  'store',
  'bus',
  'index',
  'indexAuth',
  'indexUser',
  'indexPassword',
  'storeUser',
  'storePassword',
] as const
export type BackendName = (typeof names)[number]

type Source = Merged['source']
type Given = Pick<Settings, BackendName | 'indexReplicas' | 'indexRegion'>

/** One process in memory, one with a folder, or a node of a cluster: each by settings that belong together. */
export function backendsOf(settings: Given, source: Source): Result<Backends> {
  const { bus, data, index, indexRegion: region, store } = settings
  if (data !== undefined) {
    const other = names.find((name) => name !== 'data' && settings[name] !== undefined)
    if (other === undefined) return ok({ kind: 'disk', folder: data })
    return refuse(
      'bad_config',
      `${source(other)} does not go with ${source('data')}: one process keeps all of it there`,
    )
  }
  if (store === undefined && index === undefined) {
    const stray = names.find((name) => settings[name] !== undefined)
    if (stray === undefined) return ok({ kind: 'memory' })
    return refuse('bad_config', `${source(stray)} goes with --store and --index`)
  }
  if (store === undefined)
    return refuse('bad_config', `${source('index')} goes with --store: set redis:// or dynamodb://`)
  if (index === undefined) return refuse('bad_config', `${source('store')} goes with --index, the URL of OpenSearch`)
  const place = indexOf(index, settings, source)
  if (!place.ok) return place
  const credentials = {
    ...(settings.storeUser === undefined ? {} : { user: settings.storeUser }),
    ...(settings.storePassword === undefined ? {} : { password: settings.storePassword }),
  }
  const table = /^dynamodb:\/\/([A-Za-z0-9_.-]{3,255})$/.exec(store)?.[1]
  if (table !== undefined && bus === undefined) {
    return refuse('bad_config', `${source('store')} keeps no queues: set --bus to a redis:// URL`)
  }
  const storeUrl = table === undefined ? redisUrl(store, 'store', source) : ok('')
  if (!storeUrl.ok) return storeUrl
  const busUrl = bus === undefined ? storeUrl : redisUrl(bus, 'bus', source)
  if (!busUrl.ok) return busUrl
  return ok({
    kind: 'cluster',
    index: { ...place.value, replicas: settings.indexReplicas, ...(region === undefined ? {} : { region }) },
    store: table === undefined ? { kind: 'redis', url: storeUrl.value, ...credentials } : { kind: 'dynamodb', table },
    bus: { kind: 'redis', url: busUrl.value, ...credentials },
  })
}

function redisUrl(given: string, name: 'store' | 'bus', source: Source): Result<string> {
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === '') {
    const others = name === 'store' ? ' or dynamodb://TABLE' : ''
    return refuse('bad_config', `${source(name)} must be redis://HOST:PORT, rediss://HOST:PORT${others}`)
  }
  if (url.username !== '' || url.password !== '') {
    return refuse('bad_config', `${source(name)} must not hold a password: set DELTABOARD_STORE_PASSWORD`)
  }
  return ok(given)
}

function indexOf(given: string, settings: Given, source: Source): Result<IndexAddress> {
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return refuse('bad_config', `${source('index')} must be an http or https URL`)
  }
  if (url.username !== '' || url.password !== '') {
    return refuse('bad_config', `${source('index')} must not hold a password: set DELTABOARD_INDEX_PASSWORD`)
  }
  const { indexPassword: password, indexUser: user } = settings
  const kind = settings.indexAuth ?? (user === undefined ? 'none' : 'basic')
  if (kind === 'basic') {
    if (user === undefined || password === undefined) {
      return refuse('bad_config', '--index-user and DELTABOARD_INDEX_PASSWORD belong together')
    }
    return ok({ url: given, auth: { kind, user, password } })
  }
  if (user !== undefined || password !== undefined) {
    return refuse('bad_config', `${source('indexAuth')} is ${kind}, which takes no user and no password`)
  }
  if (kind === 'none') return ok({ url: given, auth: { kind } })
  return ok({ url: given, auth: { kind: 'sigv4', service: kind === 'sigv4' ? 'es' : 'aoss' } })
}
