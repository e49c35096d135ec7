import type { SignInFault } from './fault.js'
import type { SignInState } from './signIn.js'

export interface SignInWords {
  readonly title: string
  readonly text: string
  /** In the issuer's or the server's own words. */
  readonly detail?: string
  readonly glyph?: 'connecting' | 'disconnected' | 'unauthorized'
  readonly isFault: boolean
  /** What can be done, the likeliest first. */
  readonly actions: readonly ('Sign in' | 'Sign in again' | 'Try again' | 'Sign out')[]
}

/**
 * What is said where nothing is shown for want of a person.
 *
 * @param host Of the issuer.
 * @param refusal Why the server refused who is signed in.
 */
export function signInWords(state: SignInState, host: string, refusal: string | undefined): SignInWords {
  if (state.at === 'underway') {
    const text = `Asking ${host}. The filter and the channel stay as they are.`
    return { title: 'Signing in', text, glyph: 'connecting', isFault: false, actions: [] }
  }
  if (state.at === 'in') {
    const title = 'This server did not admit you.'
    const text = `You are signed in at ${host}, and what it says of you does not open this server.`
    const detail = refusal === undefined ? {} : { detail: refusal }
    return { title, text, ...detail, glyph: 'unauthorized', isFault: true, actions: ['Sign in again', 'Sign out'] }
  }
  if (state.fault !== undefined) return wordsOf(state.fault, host)
  const text = `You are taken to ${host}, and come back to this filter and this channel. What it gives is kept in this tab until it is closed.`
  return { title: 'This server wants to know who you are.', text, isFault: false, actions: ['Sign in'] }
}

function wordsOf({ kind, detail }: SignInFault, host: string): SignInWords {
  const [title, text] = faults[kind]
  return {
    title: title.replace('HOST', host),
    text: text.replace('HOST', host),
    ...(detail === undefined ? {} : { detail }),
    glyph: kind === 'away' ? 'disconnected' : 'unauthorized',
    isFault: true,
    actions: [kind === 'away' ? 'Try again' : 'Sign in again'],
  }
}

const faults: Record<SignInFault['kind'], readonly [title: string, text: string]> = {
  away: ['HOST does not answer.', 'Nobody can be signed in until it does.'],
  refused: ['HOST did not sign you in.', 'It gave this reason:'],
  ended: ['Your sign-in has ended.', 'HOST wants to see you again. The filter and the channel stay as they are.'],
  foreign: [
    'That answer was not for this tab.',
    'It belongs to no sign-in that was begun here, so nothing was done with it.',
  ],
  unusable: ['The answer of HOST could not be used.', 'It is not what OpenID Connect asks for:'],
  'no storage': [
    'This browser keeps nothing for this page.',
    'Signing in needs the storage of the session, which is refused. An API key works without.',
  ],
}
