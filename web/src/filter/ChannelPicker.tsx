import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Board } from '../state/board.js'
import { Icon } from '../view/Icon.js'

/** Most that the list offers; a channel with another name can be asked for in the address. */
const most = 60

export function ChannelPicker({ board }: { readonly board: Board }) {
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const place = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const { channel } = board.query
  const channels = open ? offered(board) : []

  const show = () => {
    setAt(Math.max(0, offered(board).indexOf(channel)))
    setOpen(true)
  }
  const close = (refocus: boolean) => {
    setOpen(false)
    if (refocus) button.current?.focus()
  }
  const choose = (chosen: string | undefined) => {
    if (chosen !== undefined) board.setChannel(chosen)
    close(true)
  }
  // Before it is painted: who sees it may press a key at once.
  useLayoutEffect(() => {
    if (!open) return
    list.current?.focus()
    const outside = (event: Event) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) close(false)
    }
    document.addEventListener('pointerdown', outside)
    return () => document.removeEventListener('pointerdown', outside)
  }, [open])
  useEffect(() => {
    list.current?.querySelector('.at')?.scrollIntoView({ block: 'nearest' })
  }, [at, open])
  const onKeyDown = (event: KeyboardEvent) => {
    const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: channels.length - 1 }
    const next = to[event.key]
    if (next !== undefined) setAt(Math.max(0, Math.min(channels.length - 1, next)))
    else if (event.key === 'Enter' || event.key === ' ') choose(channels[at])
    else if (event.key === 'Escape') close(true)
    else if (event.key === 'Tab') return close(false)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class="channel-place" ref={place}>
      <button
        type="button"
        id="channel"
        class="channel"
        ref={button}
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-label={`Channel: ${channel}`}
        onClick={() => (open ? close(true) : show())}
      >
        <span>channel</span> <b>{channel}</b>
        <Icon name="down" size={14} />
      </button>
      {open && (
        <div class="popover channels">
          <p id="channels-say">A channel says what is routed to you; the filter chooses within it.</p>
          <div
            role="listbox"
            aria-label="Channel"
            aria-describedby="channels-say"
            aria-activedescendant={`channel-${at}`}
            tabIndex={0}
            ref={list}
            onKeyDown={onKeyDown}
          >
            {channels.map((name, i) => (
              // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus and names its active option
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the listbox's
              <div
                key={name}
                id={`channel-${i}`}
                role="option"
                class={i === at ? 'at' : ''}
                aria-selected={name === channel}
                onClick={() => choose(name)}
              >
                {name}
              </div>
            ))}
          </div>
        </div>
      )}
    </div>
  )
}

/** `all`, then what was seen, by field in the order in which channels route. */
function offered(board: Board): string[] {
  const { routable } = board.config.schema
  const rank = (name: string) => (name === 'all' ? -1 : routable.indexOf(name.slice(0, name.indexOf(':'))))
  const names = [...board.channels].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).slice(0, most)
  return names.includes(board.query.channel) ? names : [...names, board.query.channel]
}
