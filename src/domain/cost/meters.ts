import type { Price, RegionPrices } from './prices.js'

export interface Meter {
  readonly service: string
  /** What is counted, in the plural. */
  readonly unit: string
  /** How many of them the price is for. */
  readonly per?: number
  readonly price: (prices: RegionPrices) => Price | undefined
}

const million = 1_000_000

/** Everything that AWS bills here, and where its price stands. */
export const meters = {
  busEvents: {
    service: 'EventBridge',
    unit: 'events of 64 KB',
    per: million,
    price: (p) => p.eventbridge.millionEvents,
  },
  archivedGb: { service: 'EventBridge', unit: 'GB archived', price: (p) => p.eventbridge.archivedGb },
  archiveGbMonths: { service: 'EventBridge', unit: 'GB-months of archive', price: (p) => p.eventbridge.archiveGbMonth },
  sqsRequests: { service: 'SQS', unit: 'requests', per: million, price: (p) => p.sqs.millionRequests },
  calls: { service: 'Lambda', unit: 'calls', per: million, price: (p) => p.lambda.millionRequests },
  gbSeconds: { service: 'Lambda', unit: 'GB-seconds', price: (p) => p.lambda.gbSecond },
  reads: { service: 'DynamoDB', unit: 'read units', per: million, price: (p) => p.dynamodb.millionReads },
  writes: { service: 'DynamoDB', unit: 'write units', per: million, price: (p) => p.dynamodb.millionWrites },
  tableGbMonths: { service: 'DynamoDB', unit: 'GB-months', price: (p) => p.dynamodb.gbMonth },
  backupGbMonths: { service: 'DynamoDB', unit: 'GB-months of backup', price: (p) => p.dynamodb.backupGbMonth },
  messages: {
    service: 'API Gateway',
    unit: 'messages of 32 KB',
    per: million,
    price: (p) => p.apigateway.millionMessages,
  },
  connectionMinutes: {
    service: 'API Gateway',
    unit: 'connection minutes',
    per: million,
    price: (p) => p.apigateway.millionMinutes,
  },
  httpRequests: {
    service: 'API Gateway',
    unit: 'HTTP requests',
    per: million,
    price: (p) => p.apigateway.millionHttpRequests,
  },
  ocuHours: { service: 'OpenSearch', unit: 'OCU hours', price: (p) => p.opensearch.ocuHour },
  serverlessGbMonths: { service: 'OpenSearch', unit: 'GB-months', price: (p) => p.opensearch.serverlessGbMonth },
  gp3GbMonths: { service: 'OpenSearch', unit: 'GB-months of gp3', price: (p) => p.opensearch.gp3GbMonth },
  natHours: { service: 'NAT gateway', unit: 'hours', price: (p) => p.nat.hour },
  natGb: { service: 'NAT gateway', unit: 'GB', price: (p) => p.nat.gb },
  logGb: { service: 'CloudWatch', unit: 'GB of logs', price: (p) => p.cloudwatch.logGb },
  logGbMonths: { service: 'CloudWatch', unit: 'GB-months of logs', price: (p) => p.cloudwatch.logGbMonth },
  metricMonths: { service: 'CloudWatch', unit: 'metrics', price: (p) => p.cloudwatch.metricMonth },
  alarmMonths: { service: 'CloudWatch', unit: 'alarms', price: (p) => p.cloudwatch.alarmMonth },
  pageGb: { service: 'CloudFront', unit: 'GB of the page', price: (p) => p.cloudfront.gb },
  pageRequests: { service: 'CloudFront', unit: 'requests', per: million, price: (p) => p.cloudfront.millionRequests },
  pageGbMonths: { service: 'S3', unit: 'GB-months', price: (p) => p.s3.gbMonth },
  outGb: { service: 'Data transfer', unit: 'GB out', price: (p) => p.transfer.gb },
} as const satisfies Record<string, Meter>

/** Those whose price depends on a type that is chosen are made for it. */
export function instanceMeter(type: string): Meter {
  return { service: 'OpenSearch', unit: `h of ${type}`, price: (p) => ownPrice(p.opensearch.instanceHour, type) }
}

export function cacheMeter(type: string): Meter {
  return { service: 'ElastiCache', unit: `h of ${type}`, price: (p) => ownPrice(p.elasticache.nodeHour, type) }
}

function ownPrice(prices: Readonly<Record<string, number>>, type: string): number | undefined {
  return Object.hasOwn(prices, type) ? prices[type] : undefined
}
