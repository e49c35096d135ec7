import {
  ApiGatewayManagementApiClient,
  type ApiGatewayManagementApiClientConfig,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { keptAlive } from '../keptAlive.js'

export interface ManagementClientOptions {
  /** Most connections that it holds open. */
  readonly maxSockets: number
  /** Where the URL does not tell it, as that of a custom domain; by default the environment's. */
  readonly region?: string
  /** By default those of the environment. */
  readonly credentials?: NonNullable<ApiGatewayManagementApiClientConfig['credentials']>
}

/**
 * For `@connections` of one API, whose URL is `https://{api}.execute-api.{region}.amazonaws.com/{stage}`; signed for
 * that Region, which need not be this function's. It tries once: what to do next is the outbox's to decide.
 */
export function managementClient(url: string, options: ManagementClientOptions): ApiGatewayManagementApiClient {
  const region = /\.execute-api\.([a-z0-9-]+)\.amazonaws\./.exec(url)?.[1] ?? options.region
  return new ApiGatewayManagementApiClient({
    endpoint: url,
    maxAttempts: 1,
    requestHandler: keptAlive(options.maxSockets, 3_000),
    ...(region === undefined ? {} : { region }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
  })
}
