import { randomBytes } from 'node:crypto'

export interface ApiIdentity {
  readonly apiId: string
  readonly stage: string
  readonly region: string
  readonly account: string
}

/** As the real ones: `L0SM9cOFvHcCIhw=`, eleven bytes in URL-safe base64. */
export function newConnectionId(): string {
  return `${randomBytes(11).toString('base64url')}=`
}

export function isConnectionId(text: string): boolean {
  return /^[A-Za-z0-9_-]{11,22}={0,2}$/.test(text)
}

export function newApiId(): string {
  return Array.from(randomBytes(10), (byte) => (byte % 36).toString(36)).join('')
}

/** Of the API, not of this process: posts go to what configuration says, never to what an event says. */
export function domainName(api: ApiIdentity): string {
  return `${api.apiId}.execute-api.${api.region}.amazonaws.com`
}

/** `24/Nov/2026:09:30:00 +0000`, the Common Log Format. */
function requestTime(epochMs: number): string {
  const [, day, month, year, time] = new Date(epochMs).toUTCString().split(' ')
  return `${day}/${month}/${year}:${time} +0000`
}

export interface Place {
  readonly connectionId: string
  readonly connectedAt: number
  readonly sourceIp: string
  readonly userAgent: string | undefined
  /** What the authorizer answered, flat; undefined before it did. */
  readonly authorizer: Readonly<Record<string, string | number>> | undefined
}

/** `requestContext`, as "$context variables for WebSocket APIs" and the examples of proxy events have it. */
export function requestContext(
  api: ApiIdentity,
  place: Place,
  now: number,
  route: '$connect' | '$disconnect' | '$default',
  more: object = {},
): object {
  const requestId = `${randomBytes(10).toString('base64url')}=`
  const eventType = { $connect: 'CONNECT', $disconnect: 'DISCONNECT', $default: 'MESSAGE' }[route]
  return {
    routeKey: route,
    ...(place.authorizer === undefined ? {} : { authorizer: place.authorizer }),
    ...more,
    eventType,
    extendedRequestId: requestId,
    requestTime: requestTime(now),
    messageDirection: 'IN',
    stage: api.stage,
    connectedAt: place.connectedAt,
    requestTimeEpoch: now,
    identity: {
      sourceIp: place.sourceIp,
      ...(place.userAgent === undefined ? {} : { userAgent: place.userAgent }),
    },
    requestId,
    domainName: domainName(api),
    connectionId: place.connectionId,
    apiId: api.apiId,
  }
}
