import { AuthorizationResponseError, OperationProcessingError, ResponseBodyError } from 'oauth4webapi'

/** Why nobody is signed in. */
export interface SignInFault {
  readonly kind:
    | 'away' // The issuer does not answer, or not as an issuer does.
    | 'refused' // It answered no.
    | 'ended' // It knows nobody in this browser any more, or will not renew.
    | 'foreign' // An answer that belongs to no request of this tab.
    | 'unusable' // An answer that is not as it has to be.
    | 'no storage' // The browser keeps nothing across the way to the issuer.
  /** In the issuer's words. */
  readonly detail?: string
}

/** What a silent request is answered where somebody would have to do something (OpenID Connect Core, 3.1.2.6). */
const wantsPerson = ['login_required', 'interaction_required', 'consent_required', 'account_selection_required']

export function faultOf(error: unknown): SignInFault {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const { error: code, error_description: words } = error
    if (error instanceof ResponseBodyError && error.status >= 500) return { kind: 'away' }
    const ended = wantsPerson.includes(code) || (error instanceof ResponseBodyError && code === 'invalid_grant')
    return { kind: ended ? 'ended' : 'refused', detail: words === undefined ? code : `${words} (${code})` }
  }
  if (error instanceof OperationProcessingError) {
    // Not 200, or no JSON: a proxy's error page, or an issuer that is going down.
    // State or issuer are not those of this tab's request, or something is missing altogether.
    if (error.code === 'OAUTH_INVALID_RESPONSE') return { kind: 'foreign' }
    const away = error.code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' || error.code === 'OAUTH_RESPONSE_IS_NOT_JSON'
    return away ? { kind: 'away' } : { kind: 'unusable', detail: error.message }
  }
  // The browser says no more of a request that failed; a TypeError with a code is something else.
  if (error instanceof DOMException || (error instanceof TypeError && !('code' in error))) return { kind: 'away' }
  return { kind: 'unusable', detail: error instanceof Error ? error.message : String(error) }
}
