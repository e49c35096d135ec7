import { isUnavailable } from '../ports/backendFault.js'
import type { Handle, Verdict } from '../ports/consumer.js'

/**
 * A handler that spends none of its items' attempts while nobody could handle them: where a backend has no room, or is away
 * and `areWell` says so too. Where all are well, what fails again and again has itself to blame, and must come to an end.
 */
export function sparing<T>(handle: Handle<T>, areWell: () => Promise<boolean>): Handle<T> {
  return async (batch) => {
    let asked: Promise<boolean> | undefined
    const isOutage = async (fault: unknown): Promise<boolean> => {
      if (!isUnavailable(fault)) return false
      if (fault.kind === 'full') return true
      asked ??= areWell()
      return !(await asked)
    }
    const judge = async (verdict: Verdict): Promise<Verdict> => {
      if (verdict === 'done' || 'dead' in verdict || !(await isOutage(verdict.retry))) return verdict
      return { retry: verdict.retry, outage: true }
    }
    let verdicts: readonly Verdict[]
    try {
      verdicts = await handle(batch)
    } catch (fault) {
      if (!(await isOutage(fault))) throw fault
      return batch.map(() => ({ retry: fault, outage: true }))
    }
    return verdicts.every((verdict) => verdict === 'done') ? verdicts : Promise.all(verdicts.map(judge))
  }
}
