import type { Handle } from '../ports/consumer.js'
import type { Telemetry } from '../ports/telemetry.js'

/** A handler whose faults are told to the operator before the bus takes them for a retry. */
export function reported<T>(where: string, handle: Handle<T>, telemetry: Telemetry): Handle<T> {
  return async (batch) => {
    try {
      return await handle(batch)
    } catch (error) {
      telemetry.fault(where, error)
      throw error
    }
  }
}
