import { setTimeout } from 'node:timers/promises'
import { firstBroken, hopCodes } from '../../../application/doctor/hops.js'
import type { Round } from '../../../application/doctor/round.js'
import { type CanaryOutcome, canaryMetrics } from '../../wiring/canary.js'
import type { Terminal } from '../terminal.js'

export interface WatchOptions {
  readonly everyMs: number
  /** Told after that is late. */
  readonly lateMs: number
  readonly metricsPort: number | undefined
  readonly round: () => Promise<Round>
  readonly onRound: (round: Round) => void
  readonly terminal: Pick<Terminal, 'interrupted'>
}

/** Round after round until it is interrupted; answers the last one. */
export async function watch(options: WatchOptions): Promise<Round> {
  const { everyMs, lateMs, metricsPort, onRound, terminal } = options
  const metrics = canaryMetrics()
  const served = metricsPort === undefined ? undefined : await metrics.serve(metricsPort)
  try {
    for (;;) {
      const round = await options.round()
      if (terminal.interrupted.aborted) return round
      const first = firstBroken(round.findings)
      metrics.round(outcomesOf(round, lateMs), first === undefined ? 0 : hopCodes[first.hop], round.passage?.toldMs)
      onRound(round)
      await setTimeout(everyMs, undefined, { signal: terminal.interrupted }).catch(() => {})
      if (terminal.interrupted.aborted) return round
    }
  } finally {
    await served?.stop()
  }
}

export function outcomesOf({ passage }: Pick<Round, 'passage'>, lateMs: number): readonly CanaryOutcome[] {
  if (passage === undefined || passage.sent !== 'taken') return ['unsent']
  if (passage.toldMs === undefined) return ['missing']
  return [
    'told',
    ...(passage.times > 1 ? ['twice' as const] : []),
    ...(passage.toldMs > lateMs ? ['late' as const] : []),
  ]
}
