import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { timeToLive } from '../../../src/adapters/aws/dynamodb/table.js'
import { type Account, credentials } from '../../support/terraform/account.js'
import { ask } from '../../support/terraform/ask.js'
import { resource, resourcesOf } from '../../support/terraform/resources.js'

/** The table, the APIs and the page, as the account holds them. */
export function stores(account: () => Account): void {
  it('the table ends rows by their ttl, can be set back, is encrypted, and paid by use', async () => {
    const client = new DynamoDBClient({ endpoint: account().url, ...credentials })
    const TableName = String(resource(resourcesOf(account().applied), 'aws_dynamodb_table', 'this').values['name'])
    const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName }))
    expect(ttl.TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive })
    const backups = await client.send(new DescribeContinuousBackupsCommand({ TableName }))
    expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe(
      'ENABLED',
    )
    const { Table } = await client.send(new DescribeTableCommand({ TableName }))
    expect(Table).toMatchObject({
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      SSEDescription: { Status: 'ENABLED' },
    })
    client.destroy()
  })

  it('each WebSocket API asks the authorizer about every connect, throttles, and logs no content', async () => {
    const json = async (path: string) => JSON.parse(await ask(account().url, { service: 'apigateway', path }))
    const { items: apis } = await json('/v2/apis')
    expect(apis).toHaveLength(2)
    for (const { apiId } of apis) {
      const [{ items: routes }, { items: stages }] = [
        await json(`/v2/apis/${apiId}/routes`),
        await json(`/v2/apis/${apiId}/stages`),
      ]
      const { authorizerId } = routes.find(({ routeKey }: Route) => routeKey === '$connect')
      const authorizer = await json(`/v2/apis/${apiId}/authorizers/${authorizerId}`)
      expect(authorizer).toMatchObject({ authorizerType: 'REQUEST' })
      expect(authorizer.identitySource ?? []).toEqual([])
      expect(Object.fromEntries(routes.map((route: Route) => [route.routeKey, route.authorizationType]))).toEqual({
        $connect: 'CUSTOM',
        $disconnect: 'NONE',
        $default: 'NONE',
      })
      expect(stages).toHaveLength(1)
      const { dataTraceEnabled, throttlingBurstLimit, throttlingRateLimit } = stages[0].defaultRouteSettings
      expect(throttlingBurstLimit).toBeGreaterThan(0)
      expect(throttlingRateLimit).toBeGreaterThan(0)
      expect(dataTraceEnabled).toBe(false)
      expect(stages[0].deploymentId).toBeTruthy()
    }
  })

  it('beside the page stand the addresses of both, which its policy lets it call, and how to sign in', async () => {
    const resources = resourcesOf(account().applied)
    const bucket = resource(resources, 'aws_s3_bucket', 'page').values['bucket']
    const read = async (file: string) =>
      JSON.parse(await ask(account().url, { service: 's3', path: `/${bucket}/${file}` }))
    const { endpoints } = await read('endpoints.json')
    expect(endpoints).toHaveLength(2)
    const csp = JSON.stringify(resource(resources, 'aws_cloudfront_response_headers_policy', 'page').values)
    for (const { url } of endpoints) {
      expect(url).toMatch(/^wss:\/\/\w+\.execute-api\.eu-central-1\.amazonaws\.com\/live$/)
      expect(csp).toContain(`wss://${new URL(url).host}`)
    }
    expect(csp).toContain("default-src 'none'")
    expect(JSON.stringify(await read('config.json'))).toContain('https://login.example.com/board')
  })
}

interface Route {
  readonly routeKey: string
  readonly authorizationType: string
}
