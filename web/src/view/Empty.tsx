import { useRef } from 'preact/hooks'
import type { Board } from '../state/board.js'
import { type Command, commandsFor } from './commands.js'
import { Glyph, Icon } from './Icon.js'
import { useParts } from './useParts.js'

/** Nothing was sent yet: how to send the first event, and how far the page has come. */
export function Empty({ board }: { readonly board: Board }) {
  useParts(board.frames, 'figures')
  const since = useRef(Date.now())
  const waited = Math.floor((Date.now() - since.current) / 1000)
  return (
    <section class="empty" aria-label="No events yet">
      <div>
        <h2>
          No events yet.
          <br />
          Send the first one.
        </h2>
        <p class="lead">
          Run either command in a terminal. The event is stored once in the index and appears here; there is no agent to
          install.
        </p>
        <ul class="checks">
          <li>
            <Glyph name="ok" size={14} />
            <span>Connected</span>
            <code>{board.endpoint}</code>
          </li>
          <li>
            <Glyph name="ok" size={14} />
            <span>Subscribed, index answered</span>
            <code>{board.query.channel}: 0 hits</code>
          </li>
          <li class="waiting">
            <Glyph name="connecting" size={14} />
            <span>Waiting for the first hit</span>
            <code>{`${Math.floor(waited / 60)}:${String(waited % 60).padStart(2, '0')}`}</code>
          </li>
        </ul>
        <p class="if-not">
          Sent one and see nothing? The answer names what was refused and why. The same id and version sent again is a
          duplicate and adds no second hit.
        </p>
      </div>
      <div class="commands">
        {commandsFor(board.base, board.config).map((command) => (
          <CommandBox key={command.name} board={board} command={command} />
        ))}
      </div>
    </section>
  )
}

function CommandBox({ board, command }: { readonly board: Board; readonly command: Command }) {
  return (
    <div class="command">
      <header>
        <b>{command.name}</b>
        <span>{command.what}</span>
        <span class="push" />
        <button
          type="button"
          class="button quiet small"
          aria-label={`Copy the ${command.name} command`}
          onClick={() => void board.copy(command.parts.map(([, text]) => text).join(''))}
        >
          <Icon name="copy" size={14} />
          Copy
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it */}
      <pre tabIndex={0}>
        {command.parts.map(([kind, text]) => (
          <span key={text} class={kind}>
            {text}
          </span>
        ))}
      </pre>
      <p>
        {command.after} <code>{command.afterCode}</code>
      </p>
    </div>
  )
}
