import { defaultSettings, type Settings } from '../../application/settings.js'

/** What people configure of them, wherever the use cases run. */
export interface GivenSettings {
  readonly retentionDays: number
  readonly sampleAbove: number
  readonly policy: Settings['defaultPolicy']
}

/** More than the clocks of any two processes differ; a node whose clock is off by half of it is not ready. */
export const manyProcessesSkewMs = 250

export function settingsOf({ policy, retentionDays, sampleAbove }: GivenSettings): Settings {
  return { ...defaultSettings, retentionMs: retentionDays * 86_400_000, sampleAbove, defaultPolicy: policy }
}
