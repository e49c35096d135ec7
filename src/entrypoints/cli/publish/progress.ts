import { Presets, SingleBar } from 'cli-progress'
import type { Terminal } from '../terminal.js'

export interface Progress {
  read(bytes: number): void
  tell(counts: { readonly taken: number; readonly refused: number }): void
  stop(): void
}

const quiet: Progress = { read: () => {}, tell: () => {}, stop: () => {} }

/** A bar on a terminal's standard error, as far as the file was read; nothing elsewhere, or where the size is unknown. */
export function progressOf(terminal: Terminal, totalBytes: number | undefined): Progress {
  if (terminal.stderr.isTTY !== true || totalBytes === undefined) return quiet
  const bar = new SingleBar(
    {
      stream: terminal.stderr as NodeJS.WritableStream,
      format: '{bar} {percentage} %  {taken} events, {refused} refused, {duration_formatted}',
      hideCursor: true,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  )
  bar.start(totalBytes, 0, { taken: 0, refused: 0 })
  return { read: (bytes) => bar.increment(bytes), tell: (counts) => bar.update(counts), stop: () => bar.stop() }
}
