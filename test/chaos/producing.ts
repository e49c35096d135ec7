import { setTimeout } from 'node:timers/promises'
import { EventBridgeClient, type EventBridgeClientConfig, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { JsonObject } from '../../src/domain/json.js'

/** A producer who sends each event until it was accepted: one whose answer was lost is sent again. */
export function producing(
  config: EventBridgeClientConfig,
  bus?: string,
): { send(details: readonly JsonObject[]): Promise<void>; stop(): void } {
  const client = new EventBridgeClient({ ...config, maxAttempts: 1 })

  async function put(details: readonly JsonObject[]): Promise<readonly JsonObject[]> {
    const Entries = details.map((detail) => ({
      ...(bus === undefined ? {} : { EventBusName: bus }),
      Source: 'chaos',
      DetailType: 'chaos',
      Detail: JSON.stringify(detail),
    }))
    try {
      const { Entries: answers = [] } = await client.send(new PutEventsCommand({ Entries }))
      return details.filter((_, i) => answers[i]?.EventId === undefined)
    } catch {
      return details
    }
  }

  return {
    async send(details) {
      for (let i = 0; i < details.length; i += 10) {
        let left: readonly JsonObject[] = details.slice(i, i + 10)
        while (left.length > 0) {
          left = await put(left)
          if (left.length > 0) await setTimeout(200)
        }
      }
    },
    stop: () => client.destroy(),
  }
}
