const place = 'deltaboard.client'

/** A name for this browser, kept in `localStorage`; where that is refused, or is none, a new one. It says nothing of anybody. */
export function keptClientId(): string {
  try {
    const { localStorage } = globalThis
    const known = localStorage.getItem(place)
    if (known) return known
    const made = newId()
    localStorage.setItem(place, made)
    return made
  } catch {
    return newId()
  }
}

/** Not `crypto.randomUUID`, which pages without TLS do not have. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((word) => word.toString(36)).join('')
}
