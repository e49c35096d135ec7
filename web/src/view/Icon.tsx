import type { JSX } from 'preact'
import type { Status } from '../state/status.js'

const line = { fill: 'none', stroke: 'currentColor', 'stroke-width': 1.5, 'stroke-linecap': 'round' } as const
const bent = { ...line, 'stroke-linejoin': 'round' } as const

/** Sixteen pixels square; drawn with the text's colour. */
const shapes = {
  search: (
    <g {...line}>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.4 10.4 3.6 3.6" />
    </g>
  ),
  pause: <path {...line} stroke-width={2} d="M5.5 3.5v9m5-9v9" />,
  play: <path fill="currentColor" d="m4.5 3 8 5-8 5z" />,
  sun: (
    <g {...line}>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.2v1.4m0 10.8v1.4M1.2 8h1.4m10.8 0h1.4M3.2 3.2l1 1m7.6 7.6 1 1m0-9.6-1 1m-7.6 7.6-1 1" />
    </g>
  ),
  moon: <path {...bent} d="M13.4 9.8A5.8 5.8 0 1 1 6.2 2.6a4.7 4.7 0 0 0 7.2 7.2z" />,
  right: <path {...bent} d="m6 4 4 4-4 4" />,
  down: <path {...bent} d="m4 6 4 4 4-4" />,
  up: <path {...bent} stroke-width={1.75} d="M8 13V3.5m-4 4 4-4 4 4" />,
  close: <path {...line} d="m4 4 8 8m0-8-8 8" />,
  plus: <path {...line} d="M8 3.5v9M3.5 8h9" />,
  minus: <path {...line} d="M3.5 8h9" />,
  copy: (
    <g {...line} stroke-width={1.4}>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
    </g>
  ),
  funnel: <path {...bent} stroke-width={1.4} d="M2 3.5h12L9.5 8.7v4.3l-3-1.5V8.7z" />,
  key: (
    <g {...bent}>
      <circle cx="5" cy="11" r="2.6" />
      <path d="m7 9 6-6m-2.5 2.5L12.5 7.5" />
    </g>
  ),
  leave: <path {...bent} d="M6.5 13.5H3v-11h3.5M10 5l3 3-3 3m3-3H6.5" />,
  check: <path {...bent} stroke-width={2} d="m3 8.5 3.5 3.5L13 4.5" />,
  wait: <path {...line} stroke-width={2} d="M14 8a6 6 0 1 1-6-6" />,
} satisfies Record<string, JSX.Element>

export type IconName = keyof typeof shapes

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  )
}

const strong = { fill: 'none', stroke: 'currentColor', 'stroke-width': 1.7, 'stroke-linecap': 'round' } as const

/** One glyph a state, so that none is told by colour alone. Twelve pixels square. */
const glyphs: Record<Status['kind'] | 'ok', JSX.Element> = {
  live: (
    <g fill="currentColor">
      <circle class="pulse" cx="6" cy="6" r="6" />
      <circle cx="6" cy="6" r="3.2" />
    </g>
  ),
  sampled: <path {...strong} stroke-linejoin="round" stroke-width={1.3} d="M1.2 2.2h9.6L7.2 6.3v3.6L4.8 8.8V6.3z" />,
  connecting: <path class="spin" {...strong} d="M10.5 6A4.5 4.5 0 1 1 6 1.5" />,
  'catching-up': <path {...strong} stroke-linejoin="round" d="M6 10.2V4.2M3 7l3-3 3 3M2.5 1.5h7" />,
  lagging: <path {...strong} d="M.9 6h2.8m4.6 0h2.8M5.3 9.5l-.7-7m3 7-.7-7" />,
  disconnected: <path {...strong} d="m2.5 2.5 7 7m0-7-7 7" />,
  unauthorized: (
    <g {...strong} stroke-width={1.4}>
      <rect x="2" y="5.5" width="8" height="5" rx="1" />
      <path d="M3.8 5.5V4a2.2 2.2 0 0 1 4.4 0v1.5" />
    </g>
  ),
  ok: <path {...strong} stroke-linejoin="round" d="m2 6.5 2.7 2.7L10 3.4" />,
}

export function Glyph({ name, size = 12 }: { readonly name: Status['kind'] | 'ok'; readonly size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
      {glyphs[name]}
    </svg>
  )
}
