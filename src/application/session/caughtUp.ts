import type { HitIndex } from '../../ports/hitIndex.js'

/** Resolves once a search sees every write answered before; an index that can't be asked catches up by itself. */
export async function caughtUp(index: HitIndex): Promise<void> {
  if (index.capabilities.refresh === 'on-demand') await index.refresh()
}
