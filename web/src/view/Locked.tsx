import { useState } from 'preact/hooks'
import type { Board } from '../state/board.js'
import { credentialOf } from '../state/credential.js'

/** The server wants a key or a token: a place to paste it. */
export function Locked({ board }: { readonly board: Board }) {
  const [pasted, setPasted] = useState('')
  const [fault, setFault] = useState<string>()
  const refused = board.credential === undefined ? undefined : (board.client?.state.reason ?? 'The server refused it.')
  const told = fault ?? refused
  return (
    <section class="locked" aria-label="Credential">
      <h2>This server wants to know who you are.</h2>
      <p>
        Paste an API key that may <code>read</code>, or a token. It is kept in this tab until it is closed, and is sent
        as a WebSocket subprotocol, never in an address.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const parsed = credentialOf(pasted)
          setFault(typeof parsed === 'string' ? parsed : undefined)
          if (typeof parsed !== 'string') board.unlock(parsed)
        }}
      >
        <label for="credential">API key or token</label>
        <div class="credential">
          <input
            id="credential"
            type="password"
            autocomplete="off"
            spellcheck={false}
            value={pasted}
            aria-invalid={told !== undefined}
            aria-describedby={told === undefined ? undefined : 'credential-fault'}
            onInput={(event) => setPasted(event.currentTarget.value)}
          />
          <button type="submit" class="button primary">
            Connect
          </button>
        </div>
        {told !== undefined && (
          <p class="wrong" id="credential-fault" role="alert">
            {told}
          </p>
        )}
      </form>
    </section>
  )
}
