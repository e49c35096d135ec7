import { ContainerModule } from 'inversify'
import { ApiGatewayOutbox } from '../../adapters/aws/apigateway/apiGatewayOutbox.js'
import * as t from './tokens.js'

export interface PostQuota {
  /** Of one account and Region. */
  readonly postsPerSecond: number
  readonly postBurst: number
  /** Broadcasts that run at a time; they know nothing of each other, so each keeps to its share. */
  readonly broadcasts: number
  readonly postBudgetMs: number
}

/** What others of the account may need at any moment. */
const keptBack = 0.2
/** Posts under way at a time: at 30 ms a post some 4,000 a second. */
const inFlight = 128

/** This function's share, in posts a second. */
export function shareOf({ broadcasts, postsPerSecond }: PostQuota): number {
  return (postsPerSecond * (1 - keptBack)) / broadcasts
}

/** Posts to WebSocket APIs, by their ids. */
export function lambdaOutbox(endpoints: ReadonlyMap<string, string>, quota: PostQuota): ContainerModule {
  const share = { postsPerSecond: shareOf(quota), burst: (quota.postBurst * (1 - keptBack)) / quota.broadcasts }
  return new ContainerModule(({ bind }) => {
    bind(t.outbox).toResolvedValue(
      (clock, telemetry) =>
        new ApiGatewayOutbox({ endpoints, clock, telemetry, ...share, inFlight, budgetMs: quota.postBudgetMs }),
      [t.clock, t.telemetry],
    )
  })
}
