import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics } from '@aws-lambda-powertools/metrics'
import type { Context } from 'aws-lambda'
import { LambdaTelemetry } from './lambdaTelemetry.js'

export interface Observed {
  readonly telemetry: LambdaTelemetry
  /** A handler whose faults are told, and whose figures are written before it returns. */
  observe<E, A>(handle: (event: E, context: Context) => Promise<A>): (event: E, context: Context) => Promise<A>
}

/** Log and metrics of one function. */
export function observed(functionName: string): Observed {
  const logger = new Logger({ serviceName: `deltaboard-${functionName}` })
  const metrics = new Metrics({ namespace: 'deltaboard', serviceName: functionName })
  const telemetry = new LambdaTelemetry(metrics, logger)
  return {
    telemetry,
    observe: (handle) => async (event, context) => {
      logger.addContext(context)
      metrics.setFunctionName(context.functionName)
      metrics.captureColdStartMetric()
      try {
        return await handle(event, context)
      } catch (fault) {
        telemetry.fault(functionName, fault)
        throw fault
      } finally {
        telemetry.publish()
      }
    },
  }
}
