/**
 * What the service allows, from its documentation:
 * - "Quotas for configuring and running a WebSocket in API Gateway": frames, messages, idle, age, time-out, connects, authorizer result, URL;
 * - "Amazon API Gateway quotas": 10,000 requests a second with a bucket of 5,000, over all APIs of an account and Region, callbacks among them.
 */
export interface Limits {
  readonly frameBytes: number
  readonly messageBytes: number
  readonly idleMs: number
  readonly ageMs: number
  readonly integrationMs: number
  readonly authorizerBytes: number
  readonly urlLength: number
  readonly connectsPerSecond: number
  readonly requestsPerSecond: number
  readonly requestBurst: number
  /** Bytes that wait for one client that does not read, above which its posts are answered 429; the service does not publish it. */
  readonly socketBufferBytes: number
}

export const documentedLimits: Limits = {
  frameBytes: 32_768,
  messageBytes: 131_072,
  idleMs: 600_000,
  ageMs: 7_200_000,
  integrationMs: 29_000,
  authorizerBytes: 8192,
  urlLength: 4096,
  connectsPerSecond: 500,
  requestsPerSecond: 10_000,
  requestBurst: 5000,
  socketBufferBytes: 1_048_576,
}
