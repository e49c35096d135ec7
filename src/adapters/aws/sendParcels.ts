import { Backoff, type BackoffOptions } from './dynamodb/backoff.js'

/** One entry of a call that takes several. */
export interface Parcel<T> {
  readonly content: T
  readonly bytes: number
}

/** `again`: the same entry may be taken later. */
export interface Failure {
  readonly again: boolean
  readonly why: unknown
}

export interface Carrier<T> {
  /** Most entries, and most bytes of them, in one call. */
  readonly maxCount: number
  readonly maxBytes: number
  readonly backoff: BackoffOptions
  /** One call: undefined for each entry that was taken. A throw fails all of them. */
  send(contents: readonly T[]): Promise<readonly (Failure | undefined)[]>
}

/** Calls under way at a time. */
const atOnce = 4

/** Sends all in as few calls as their sizes allow, those that failed again, alone; answers what is still not taken, by parcel. */
export async function sendParcels<T>(
  parcels: readonly Parcel<T>[],
  carrier: Carrier<T>,
): Promise<ReadonlyMap<Parcel<T>, unknown>> {
  const lost = new Map<Parcel<T>, unknown>()
  const backoff = new Backoff(carrier.backoff)
  let left = parcels
  while (left.length > 0) {
    const again = new Map<Parcel<T>, unknown>()
    const calls = [...callsOf(left, carrier)]
    const work = async () => {
      for (let call = calls.shift(); call !== undefined; call = calls.shift()) {
        const failures = await attempt(call, carrier)
        for (const [i, parcel] of call.entries()) {
          const failure = failures[i]
          if (failure !== undefined) (failure.again ? again : lost).set(parcel, failure.why)
        }
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    left = [...again.keys()]
    if (left.length === 0) break
    try {
      await backoff.again('the time for another try is over')
    } catch {
      for (const [parcel, why] of again) lost.set(parcel, why)
      break
    }
  }
  return lost
}

function* callsOf<T>(
  parcels: readonly Parcel<T>[],
  { maxBytes, maxCount }: Carrier<T>,
): Iterable<readonly Parcel<T>[]> {
  let call: Parcel<T>[] = []
  let bytes = 0
  for (const parcel of parcels) {
    if (call.length === maxCount || (call.length > 0 && bytes + parcel.bytes > maxBytes)) {
      yield call
      call = []
      bytes = 0
    }
    call.push(parcel)
    bytes += parcel.bytes
  }
  if (call.length > 0) yield call
}

async function attempt<T>(call: readonly Parcel<T>[], carrier: Carrier<T>): Promise<readonly (Failure | undefined)[]> {
  try {
    return await carrier.send(call.map(({ content }) => content))
  } catch (why) {
    return call.map(() => ({ again: true, why }))
  }
}
