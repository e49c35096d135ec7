import type { Meter } from './meters.js'
import type { Cause } from './month.js'
import { priceOf, type RegionPrices } from './prices.js'
import type { Usage } from './usage.js'

/** One line of a month's bill, in US dollars. */
export interface BillLine {
  readonly service: string
  readonly cause: Cause
  readonly unit: string
  readonly quantity: number
  readonly amount: number
}

/** Steps of a price count for all of a meter; each cause bears its part of that. Free tiers are left out. */
export function billOf(usage: readonly Usage[], prices: RegionPrices): readonly BillLine[] {
  const totals = new Map<string, number>()
  for (const { meter, quantity } of usage) totals.set(nameOf(meter), (totals.get(nameOf(meter)) ?? 0) + quantity)
  return usage.map(({ meter, cause, quantity }) => {
    const total = totals.get(nameOf(meter)) ?? quantity
    const price = meter.price(prices)
    if (price === undefined) throw new Error(`no price for ${meter.unit}`)
    const amount = (priceOf(total / (meter.per ?? 1), price) * quantity) / total
    return { service: meter.service, cause, unit: meter.unit, quantity, amount }
  })
}

export function totalOf(lines: readonly Pick<BillLine, 'amount'>[]): number {
  return lines.reduce((total, { amount }) => total + amount, 0)
}

/** Sums by one of its columns, the largest first. */
export function sharesOf(lines: readonly BillLine[], by: 'service' | 'cause'): readonly (readonly [string, number])[] {
  const shares = new Map<string, number>()
  for (const line of lines) shares.set(line[by], (shares.get(line[by]) ?? 0) + line.amount)
  return [...shares].sort(([, a], [, b]) => b - a)
}

function nameOf({ service, unit }: Meter): string {
  return `${service} ${unit}`
}
