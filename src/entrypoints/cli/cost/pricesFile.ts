import { readFileSync } from 'node:fs'
import type { Prices, RegionPrices } from '../../../domain/cost/prices.js'
import type { Workload } from '../../../domain/cost/workload.js'
import { isObject, type Json } from '../../../domain/json.js'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import shipped from './prices.json' with { type: 'json' }

const known = shipped as unknown as Prices

/** The prices that come with the command, or those of a file of the same shape. */
export function readPrices(path: string | undefined): Result<Prices> {
  if (path === undefined) return ok(known)
  let read: Json
  try {
    read = JSON.parse(readFileSync(path, 'utf8')) as Json
  } catch (fault) {
    return refuse('usage', `--prices ${path} cannot be read: ${(fault as Error).message}`)
  }
  const wrong = faultOf(read)
  if (wrong !== undefined) return refuse('usage', `--prices ${path}: ${wrong}`)
  return ok(read as unknown as Prices)
}

/** Of one Region, with a price for what the workload chose. */
export function pricesFor(prices: Prices, region: string, w: Workload): Result<RegionPrices> {
  const names = Object.keys(prices.regions)
  const found = Object.hasOwn(prices.regions, region) ? prices.regions[region] : undefined
  if (found === undefined) {
    return refuse(
      'usage',
      `--region must be one that there are prices for: ${names.join(', ')}; or give your own by --prices`,
    )
  }
  const instances = found.opensearch.instanceHour
  if (w.search === 'domain' && !Object.hasOwn(instances, w.instance)) {
    return refuse('usage', `--instance must be one that there is a price for: ${Object.keys(instances).join(', ')}`)
  }
  const caches = found.elasticache.nodeHour
  if (w.store === 'redis' && !Object.hasOwn(caches, w.cacheNode)) {
    return refuse('usage', `--cache-node must be one that there is a price for: ${Object.keys(caches).join(', ')}`)
  }
  return ok(found)
}

/** A file has all that the shipped one has, but for its Regions and types of nodes, which are its own. */
function faultOf(read: Json): string | undefined {
  if (!isObject(read) || !isObject(read['regions'])) return 'it has no `regions`'
  for (const name of ['date', 'note']) if (typeof read[name] !== 'string') return `its \`${name}\` is no text`
  if (!isObject(read['sources'])) return 'it has no `sources`'
  const like = Object.values(shipped.regions)[0] as unknown as Record<string, Record<string, unknown>>
  for (const [region, services] of Object.entries(read['regions'])) {
    for (const [service, names] of Object.entries(like)) {
      for (const name of Object.keys(names)) {
        const place = `regions.${region}.${service}.${name}`
        const of = isObject(services) && Object.hasOwn(services, service) ? services[service] : undefined
        const price = isObject(of) && Object.hasOwn(of, name) ? of[name] : undefined
        const isList = isObject(names[name] as Json)
        const isFine = isList
          ? isObject(price) && Object.values(price).every(isPrice)
          : isPrice(price) || isSteps(price)
        if (!isFine) return `${place} is no price`
      }
    }
  }
  return undefined
}

function isPrice(price: unknown): boolean {
  return typeof price === 'number' && Number.isFinite(price) && price >= 0
}

/** `[[1000, 1], [null, 0.8]]` */
function isSteps(price: unknown): boolean {
  if (!Array.isArray(price) || price.length === 0) return false
  return price.every((step, i) => {
    if (!Array.isArray(step) || step.length !== 2 || !isPrice(step[1])) return false
    if (i === price.length - 1) return step[0] === null
    const before: unknown = i === 0 ? 0 : (price[i - 1] as unknown[])[0]
    return isPrice(step[0]) && Number(step[0]) > Number(before)
  })
}
