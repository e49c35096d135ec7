import { sha256 } from '@noble/hashes/sha2.js'
import { utf8Bytes } from '../wire/utf8.js'
import { formOf } from './form.js'
import type { QueryId } from './query.js'
import type { Where } from './where.js'

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/**
 * The name of a canonical condition: 192 bits of its SHA-256 in base64url, 32 characters. Rights are inside the
 * condition, so nobody may be able to find two conditions of one name: hence not fewer bits.
 */
export function queryIdOf(where: Where): QueryId {
  const hash = sha256(utf8Bytes(formOf(where)))
  let id = ''
  for (let i = 0; i < 24; i += 3) {
    const bits = ((hash[i] as number) << 16) | ((hash[i + 1] as number) << 8) | (hash[i + 2] as number)
    for (let shift = 18; shift >= 0; shift -= 6) id += digits[(bits >> shift) & 63]
  }
  return id
}
