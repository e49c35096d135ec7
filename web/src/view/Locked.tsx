import type { Board } from '../state/board.js'
import { KeyForm } from './KeyForm.js'
import { SignInPanel } from './SignInPanel.js'

/** The server wants to know who is there. */
export function Locked({ board }: { readonly board: Board }) {
  const { signIn, pasted } = board.access
  if (signIn !== undefined) {
    return (
      <section class="locked" aria-label="Sign in">
        <SignInPanel board={board} signIn={signIn} />
        {signIn.state.at !== 'underway' && (
          <details class="or-key" open={pasted !== undefined}>
            <summary>Use an API key instead</summary>
            <KeyForm board={board} />
          </details>
        )}
      </section>
    )
  }
  return (
    <section class="locked" aria-label="Credential">
      <h2>This server wants to know who you are.</h2>
      <p>
        Paste an API key that may <code>read</code>, or a token. It is kept in this tab until it is closed, and is sent
        as a WebSocket subprotocol, never in an address.
      </p>
      <KeyForm board={board} />
    </section>
  )
}
