import type { Counts } from './counts.js'

/** MB of memory, as the Terraform module gives them where nothing else is said. */
export const memoryMb = {
  authorizer: 256,
  connect: 512,
  disconnect: 256,
  message: 1024,
  ingest: 1024,
  broadcast: 1024,
} as const
export type CostedFunction = keyof typeof memoryMb

/** Batches at a time of each queue's mapping, by the same module. */
export const concurrency = { ingest: 10, broadcast: 2 } as const

/** Of API Gateway, for one account and Region: posts a second; a fifth is kept back for others. */
export const postsPerSecond = 10_000
export const postShare = (postsPerSecond * 0.8) / concurrency.broadcast

/** Lines that Lambda writes around each call, and the metrics of ours. Assumed; what is counted is near. */
const callLogBytes = 700
/** The stage's line for each message, connect and disconnect. */
export const accessLogBytes = 350

/** Calls of one function that each run for so long. Durations are assumptions: nothing here has run on Lambda. */
export function callsOf(name: CostedFunction, calls: number, milliseconds: number): Counts {
  return { [name]: calls, gbSeconds: gbSecondsOf(name, calls * milliseconds), logBytes: calls * callLogBytes }
}

export function gbSecondsOf(name: CostedFunction, milliseconds: number): number {
  return (memoryMb[name] / 1024) * (milliseconds / 1000)
}
