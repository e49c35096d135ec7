import type { OutgoingHttpHeaders } from 'node:http'
import type { Admitted } from './gate.js'

const always: OutgoingHttpHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
}

/**
 * Headers of every answer: what a browser may do with it, whatever a bug might put into it.
 *
 * @param connects Origins beside its own that the page has to reach.
 */
export function safetyHeaders(admitted: Admitted | undefined, connects: readonly string[]): OutgoingHttpHeaders {
  const headers = { ...always, 'content-security-policy': policy(admitted?.own, connects) }
  if (admitted?.cors === undefined) return { ...headers, vary: 'Origin' }
  return {
    ...headers,
    vary: 'Origin',
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': admitted.cors,
    'access-control-expose-headers': 'Retry-After, x-amzn-RequestId, x-amzn-ErrorType',
  }
}

/** Answers of a preflight. No cookies are used, so credentials are not allowed. */
export const preflightHeaders: OutgoingHttpHeaders = {
  'access-control-allow-methods': 'GET, HEAD, POST',
  'access-control-allow-headers':
    'Authorization, Content-Encoding, Content-Type, X-Api-Key, X-Amz-Content-Sha256, X-Amz-Date, X-Amz-Security-Token, X-Amz-Target, X-Amz-User-Agent, Amz-Sdk-Invocation-Id, Amz-Sdk-Request',
  'access-control-max-age': '600',
}

/** Nothing from elsewhere, nothing inline. Not every browser takes 'self' to include its own WebSockets. */
function policy(own: string | undefined, connects: readonly string[]): string {
  const reached = [...(own === undefined ? [] : [own.replace(/^http/, 'ws')]), ...connects]
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...reached].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
}
