import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { Answer } from '../http/answer.js'
import type { Asset } from './assets.js'

/** A file of the page. What is named by its hash is kept for ever, anything else is asked for again each time. */
export function servePage(asset: Asset, request: IncomingHttpHeaders): Answer {
  const headers: OutgoingHttpHeaders = {
    'content-type': asset.type,
    'cache-control': asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: asset.etag,
    vary: 'Origin, Accept-Encoding',
  }
  if (request['if-none-match'] === asset.etag) return { status: 304, headers }
  const zipped = /\bgzip\b(?!\s*;\s*q=0(?:\.0+)?\s*(?:,|$))/.test(String(request['accept-encoding'] ?? ''))
  if (asset.gzip === undefined || !zipped) return { status: 200, headers, body: asset.bytes }
  return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: asset.gzip }
}
