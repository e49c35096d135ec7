import type { Clock } from '../../ports/clock.js'
import { broken, type Finding, type Hop, type Look } from './hops.js'

/** One look at one hop. */
export interface Check {
  readonly hop: Hop
  readonly what: string
  look(): Promise<Look>
}

export interface ExamineOptions {
  readonly clock: Clock
  /** Is told each finding as it is made. */
  readonly onFinding: (finding: Finding) => void
  readonly stop: AbortSignal
  /** MUST NOT keep the process alive. */
  readonly pause: (ms: number) => Promise<void>
}

/** How long a look may take before its hop counts as broken. */
const lookMs = 10_000

/** Looks at one hop after the other, also behind a broken one: it may not be the only one. */
export async function examine(checks: readonly Check[], options: ExamineOptions): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const { hop, what, look } of checks) {
    if (options.stop.aborted) break
    const startedAt = options.clock.now()
    const seen = await Promise.race([look(), options.pause(lookMs).then(() => late)])
    const finding: Finding = { hop, what, ms: Math.max(0, options.clock.now() - startedAt), ...seen }
    findings.push(finding)
    options.onFinding(finding)
  }
  return findings
}

const late = broken(
  `no answer within ${lookMs / 1000} s`,
  'see whether it is overloaded, or whether the network on the way is cut',
)
