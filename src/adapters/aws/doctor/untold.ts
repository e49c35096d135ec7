import type { Untold } from '../../../ports/examinedCloud.js'

interface SdkFault {
  readonly name?: string
  readonly message?: string
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/** What a call answers, or why it is not told: in the words of AWS, without what was sent. */
export async function told<T>(call: () => Promise<T>): Promise<T | Untold> {
  try {
    return await call()
  } catch (thrown) {
    const { code, message = '', name = '', $metadata } = (thrown ?? {}) as SdkFault
    if (/NotFound|NonExistent|DoesNotExist/.test(name)) return { untold: 'missing', why: name }
    if (/AccessDenied|Forbidden/.test(name) || $metadata?.httpStatusCode === 403) return { untold: 'denied', why: name }
    return { untold: 'away', why: `${name || code}: ${message}`.slice(0, 300) }
  }
}
