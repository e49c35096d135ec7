import { useState } from 'preact/hooks'
import type { Board } from '../state/board.js'
import { credentialOf } from '../state/credential.js'

/** A place to paste an API key or a token. */
export function KeyForm({ board }: { readonly board: Board }) {
  const [pasted, setPasted] = useState('')
  const [fault, setFault] = useState<string>()
  const { reason = 'The server refused it.' } = board.client?.state ?? {}
  const told = fault ?? (board.access.pasted === undefined ? undefined : reason)
  return (
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
        <button type="submit" class={board.access.signIn === undefined ? 'button primary' : 'button'}>
          Connect
        </button>
      </div>
      {told !== undefined && (
        <p class="wrong" id="credential-fault" role="alert">
          {told}
        </p>
      )}
    </form>
  )
}
