import type { IncomingMessage } from 'node:http'

/** True where a call of `@connections` is signed with Signature Version 4 for this service; the signature itself is not computed. */
export function isSigned({ headers }: IncomingMessage): boolean {
  const { authorization = '' } = headers
  const scoped = /^AWS4-HMAC-SHA256 Credential=[^/\s]+\/\d{8}\/[\w-]+\/execute-api\/aws4_request, ?/.test(authorization)
  const signed = /SignedHeaders=([\w;-]+)/.exec(authorization)?.[1]?.split(';') ?? []
  return (
    scoped &&
    signed.includes('host') &&
    /Signature=[0-9a-f]{64}$/.test(authorization) &&
    headers['x-amz-date'] !== undefined
  )
}
