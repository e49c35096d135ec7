import { algorithm, type Scope, service } from './canonical.js'

export interface Authorization {
  readonly accessKeyId: string
  readonly scope: Scope
  /** In lower case, sorted, each once. */
  readonly signedHeaders: readonly string[]
  /** 64 hex digits. */
  readonly signature: string
}

/** Takes `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…` apart; its parts in any order, spaces or not. */
export function parseAuthorization(header: string): Authorization | undefined {
  if (header.length > 4096 || !header.startsWith(`${algorithm} `)) return undefined
  const parts = new Map<string, string>()
  for (const part of header.slice(algorithm.length + 1).split(',')) {
    const [name, value] = split(part.trim())
    if (parts.has(name)) return undefined
    parts.set(name, value)
  }
  const credential = /^(\w{1,128})\/(\d{8})\/([a-z0-9-]{1,64})\/([a-z0-9-]+)\/aws4_request$/.exec(
    parts.get('Credential') ?? '',
  )
  const signature = parts.get('Signature') ?? ''
  const signedHeaders = (parts.get('SignedHeaders') ?? '').split(';')
  if (credential === null || credential[4] !== service || !/^[0-9a-f]{64}$/.test(signature)) return undefined
  const sorted = signedHeaders.every(
    (name, i) => /^[a-z0-9-]+$/.test(name) && (i === 0 || (signedHeaders[i - 1] as string) < name),
  )
  if (!sorted || parts.size !== 3) return undefined
  const [, accessKeyId = '', date = '', region = ''] = credential
  return { accessKeyId, scope: { date, region }, signedHeaders, signature }
}

function split(part: string): readonly [name: string, value: string] {
  const equals = part.indexOf('=')
  return equals === -1 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)]
}
