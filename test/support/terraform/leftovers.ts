import { ask, type Question } from './ask.js'

/** How each service lists what it holds, and how the names of what the module makes look in the answer. */
const lists: Readonly<Record<string, { readonly question: Question; readonly names: RegExp }>> = {
  queues: { question: { service: 'sqs', target: 'AmazonSQS.ListQueues' }, names: /\/emulated-[\w-]+/g },
  buses: { question: { service: 'events', target: 'AWSEvents.ListEventBuses' }, names: /"Name": ?"emulated-[\w-]+"/g },
  archives: { question: { service: 'events', target: 'AWSEvents.ListArchives' }, names: /"ArchiveName": ?"[\w-]+"/g },
  functions: { question: { service: 'lambda', path: '/2015-03-31/functions' }, names: /"FunctionName": ?"[\w-]+"/g },
  mappings: { question: { service: 'lambda', path: '/2015-03-31/event-source-mappings' }, names: /"UUID": ?"[\w-]+"/g },
  tables: { question: { service: 'dynamodb', target: 'DynamoDB_20120810.ListTables' }, names: /"emulated-[\w-]+"/g },
  apis: { question: { service: 'apigateway', path: '/v2/apis' }, names: /"apiId": ?"\w+"/g },
  logGroups: {
    question: { service: 'logs', target: 'Logs_20140328.DescribeLogGroups' },
    names: /"logGroupName": ?"[^"]+"/g,
  },
  roles: {
    question: { service: 'iam', form: { Action: 'ListRoles', Version: '2010-05-08' } },
    names: /<RoleName>emulated-[\w-]+/g,
  },
  buckets: { question: { service: 's3', path: '/' }, names: /<Name>[^<]+/g },
  distributions: {
    question: { service: 'cloudfront', path: '/2020-05-31/distribution' },
    names: /<DomainName>\w+\.cloudfront\.net/g,
  },
  originAccess: {
    question: { service: 'cloudfront', path: '/2020-05-31/origin-access-control' },
    names: /<Name>emulated-[^<]+/g,
  },
  alarms: {
    question: { service: 'monitoring', form: { Action: 'DescribeAlarms', Version: '2010-08-01' } },
    names: /<AlarmName>[^<]+/g,
  },
  dashboards: {
    question: { service: 'monitoring', form: { Action: 'ListDashboards', Version: '2010-08-01' } },
    names: /<DashboardName>[^<]+/g,
  },
  keyNames: { question: { service: 'kms', target: 'TrentService.ListAliases' }, names: /"alias\/emulated[\w-]*"/g },
}

/** What an account holds of what the module makes, by kind. */
export async function heldBy(url: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const kinds = Object.entries(lists).map(async ([kind, { names, question }]) => {
    const found = (await ask(url, question)).match(names) ?? []
    return [kind, [...new Set(found)]] as const
  })
  return Object.fromEntries(await Promise.all(kinds))
}
