import type { Board } from '../state/board.js'
import { statusOf } from '../state/status.js'
import { Glyph, Icon } from './Icon.js'
import { theme, toggleTheme } from './theme.js'
import { useParts } from './useParts.js'

export function TopBar({ board, showKeys }: { readonly board: Board; readonly showKeys: () => void }) {
  useParts(board.frames, 'page')
  const { access, client, watch, table } = board
  const { signIn, pasted } = access
  const status = statusOf({
    connection: client?.state.state ?? (signIn?.state.at === 'underway' ? 'signing in' : 'unauthorized'),
    live: watch?.snapshot.state ?? 'connecting',
    missed: watch?.snapshot.missed ?? 0,
    sampling: watch?.sampled ?? false,
    now: Date.now(),
    ...(client?.state.retryAt === undefined ? {} : { retryAt: client.state.retryAt }),
  })
  const delay = status.kind === 'live' ? watch?.delay.median() : undefined
  const dark = theme() === 'dark'
  return (
    <header class="top">
      <h1 class="brand">
        <svg class="icon" width="22" height="22" viewBox="0 0 24 24" fill="none" aria-hidden="true">
          <path
            d="M17.5 20.3H3.6L12 4.2l4.1 7.8"
            stroke="currentColor"
            stroke-width="2.4"
            stroke-linejoin="round"
            stroke-linecap="round"
          />
          <circle cx="18.6" cy="16.6" r="2.2" fill="currentColor" />
        </svg>
        <span class="brand-name">deltaboard</span>
      </h1>
      <span class="host">{location.host}</span>
      <span class="push" />
      {delay !== undefined && (
        <span class="delay" title="Half of the hits are painted within this time of being indexed">
          indexed to painted <b>{Math.round(delay).toLocaleString('en-US')} ms</b>
        </span>
      )}
      <span class="state" data-state={status.kind} role="status" aria-label="Connection">
        <Glyph name={status.kind} />
        <span>
          {status.text}
          {status.tail && <span aria-hidden="true">{status.tail}</span>}
        </span>
      </span>
      {status.kind === 'disconnected' && (
        <button type="button" class="button small" onClick={() => client?.retryNow()}>
          Retry now
        </button>
      )}
      {pasted === undefined && signIn?.state.at === 'in' && (
        <button
          type="button"
          class="button icon-only quiet"
          aria-label="Sign out"
          title="Sign out"
          onClick={() => void signIn.end()}
        >
          <Icon name="leave" />
        </button>
      )}
      {pasted !== undefined && status.kind !== 'unauthorized' && (
        <button
          type="button"
          class="button icon-only quiet wide-only"
          aria-label="Forget the key"
          onClick={() => board.unlock(undefined)}
        >
          <Icon name="key" />
        </button>
      )}
      <button type="button" class="button icon-only quiet wide-only" aria-label="Keyboard shortcuts" onClick={showKeys}>
        <span aria-hidden="true">?</span>
      </button>
      <button
        type="button"
        class="button icon-only quiet"
        aria-label={`Switch to the ${dark ? 'light' : 'dark'} theme`}
        onClick={() => toggleTheme(board)}
      >
        <Icon name={dark ? 'sun' : 'moon'} />
      </button>
      <button
        type="button"
        class={`button pause${table.paused ? ' primary' : ''}`}
        aria-label={table.paused ? 'Resume' : 'Pause'}
        onClick={() => board.togglePause()}
      >
        <Icon name={table.paused ? 'play' : 'pause'} />
        <span class="wide-only">{table.paused ? 'Resume' : 'Pause'}</span>
        {/* Drawn by the style: the key is no part of the button's name. */}
        <kbd class="wide-only" data-key="space" />
      </button>
    </header>
  )
}
