/** Where a Redis is: one server, or the seeds of a cluster. */
export interface RedisPlace {
  readonly seeds: readonly { readonly host: string; readonly port: number }[]
  readonly cluster: boolean
  readonly tls: boolean
  readonly db: number
  readonly user: string | undefined
  readonly password: string | undefined
}

/**
 * Reads `redis://host:port/db`, `rediss://…` (TLS), and `redis://host:port?cluster` or `?cluster=host:port,host:port`
 * with further seeds of the same cluster. Throws without telling the URL, which may hold a password.
 */
export function readRedisUrl(text: string): RedisPlace {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'redis:' && url.protocol !== 'rediss:')) {
    throw new Error('a Redis is named by redis://host:port or rediss://host:port')
  }
  const more = url.searchParams.get('cluster')
  const db = Number(url.pathname.slice(1) || 0)
  if (!Number.isInteger(db)) throw new Error('the path of a Redis URL is the number of a database')
  const seeds = [url.host, ...(more ?? '').split(',')].filter((seed) => seed !== '').map(seedOf)
  return {
    seeds,
    cluster: more !== null,
    tls: url.protocol === 'rediss:',
    db,
    user: url.username === '' ? undefined : decodeURIComponent(url.username),
    password: url.password === '' ? undefined : decodeURIComponent(url.password),
  }
}

function seedOf(seed: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(`redis://${seed}`)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) }
}
