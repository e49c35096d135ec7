import type { Delta, Hit } from '../../domain/document/hit.js'
import { patchOf } from '../../domain/document/patch.js'
import { type Item, itemBytes, itemOf } from '../../domain/wire/pack.js'
import { fit } from '../../domain/wire/truncate.js'

type WholeDelta = Extract<Delta, { readonly now: Hit }>

/** A delta as it can be told; each form is serialised once, when the first receiver needs it. */
export class Told {
  readonly delta: WholeDelta
  #hit: ReturnType<typeof fit> | undefined
  #changed: Item | null | undefined
  #removed: Item | undefined

  constructor(delta: WholeDelta) {
    this.delta = delta
  }

  get hit(): ReturnType<typeof fit> {
    this.#hit ??= fit(this.delta.now, itemBytes)
    return this.#hit
  }

  /** The patch from the last version; null where the whole document is shorter, or one of both had to be cut. */
  get changed(): Item | null {
    this.#changed ??= this.#patch() ?? null
    return this.#changed
  }

  get removed(): Item {
    this.#removed ??= itemOf({ key: this.delta.key, version: this.delta.now.version })
    return this.#removed
  }

  #patch(): Item | undefined {
    const base = this.delta.was[0]
    if (base === undefined || this.hit.cut || fit(base, itemBytes).cut) return undefined
    const item = itemOf(patchOf(base, this.delta.now))
    return item.bytes < this.hit.bytes ? item : undefined
  }
}
