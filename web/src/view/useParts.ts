import { useEffect, useReducer } from 'preact/hooks'
import type { Frames, Part } from '../state/frames.js'

/** Draws the component again in every frame in which one of the parts is stale. */
export function useParts(frames: Frames, ...parts: readonly Part[]): void {
  const [, again] = useReducer((n: number, _: undefined) => n + 1, 0)
  useEffect(() => {
    const ends = parts.map((part) => frames.subscribe(part, () => again(undefined)))
    return () => {
      for (const end of ends) end()
    }
  }, [frames])
}
