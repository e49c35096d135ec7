import type { SignIn } from '../signIn/signIn.js'
import { type SignInWords, signInWords } from '../signIn/words.js'
import type { Board } from '../state/board.js'
import { Glyph } from './Icon.js'

/** Where signing in stands, and the one thing to do about it. */
export function SignInPanel({ board, signIn }: { readonly board: Board; readonly signIn: SignIn }) {
  const host = new URL(board.config.oidc?.issuer ?? location.href).host
  const words = signInWords(signIn.state, host, board.client?.state.reason)
  const act: Record<SignInWords['actions'][number], () => void> = {
    'Sign in': () => void signIn.start(),
    'Sign in again': () => void signIn.start(),
    'Try again': () => void signIn.start(),
    'Sign out': () => void signIn.end(),
  }
  return (
    <>
      <h2>
        {words.glyph && <Glyph name={words.glyph} size={16} />}
        {words.title}
      </h2>
      {/* What went wrong is announced; what merely stands here is read in its turn. */}
      <p role={words.isFault ? 'alert' : 'status'}>{words.text}</p>
      {words.detail && (
        <p class="reason">
          <code>{words.detail}</code>
        </p>
      )}
      <div class="choices">
        {words.actions.map((action, i) => (
          <button key={action} type="button" class={i === 0 ? 'button primary' : 'button'} onClick={act[action]}>
            {action}
          </button>
        ))}
      </div>
    </>
  )
}
