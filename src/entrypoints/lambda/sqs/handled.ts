import type { Delivery, Handle, Verdict } from '../../../ports/consumer.js'
import type { Telemetry } from '../../../ports/telemetry.js'

/**
 * A use case's verdicts on a batch. Where it throws, all of it comes again, set back by seconds: a call that fails as a
 * whole would leave it to the visibility time-out, a third of the time in which a delta is worth telling.
 */
export async function handled<T>(
  where: string,
  handle: Handle<T>,
  batch: readonly Delivery<T>[],
  telemetry: Pick<Telemetry, 'fault'>,
): Promise<readonly Verdict[]> {
  if (batch.length === 0) return []
  try {
    return await handle(batch)
  } catch (fault) {
    telemetry.fault(where, fault)
    return batch.map(() => ({ retry: fault }))
  }
}
