import { useEffect, useRef } from 'preact/hooks'
import { Icon } from './Icon.js'

const keys: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['/'], 'Edit the filter'],
  [['space'], 'Pause, resume'],
  [['j', 'k'], 'Next, previous row'],
  [['enter'], 'Open, close the row'],
  [['f'], "Filter for the line's value"],
  [['x'], 'Filter it out'],
  [['y'], 'Copy the row as JSON'],
  [['n'], 'To the newest'],
  [['c'], 'Choose the channel'],
  [['t'], 'Theme'],
  [['?'], 'This list'],
  [['esc'], 'Close, leave the filter'],
]

export function KeysDialog({ close }: { readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      class="keys"
      aria-label="Keyboard shortcuts"
      ref={dialog}
      onClose={close}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div>
        <h2>
          Keyboard shortcuts
          <span class="push" />
          <button
            type="button"
            class="button icon-only quiet"
            aria-label="Close"
            onClick={() => dialog.current?.close()}
          >
            <Icon name="close" />
          </button>
        </h2>
        <dl>
          {keys.map(([names, what]) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>
                {names.map((name) => (
                  <kbd key={name}>{name}</kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </dialog>
  )
}
