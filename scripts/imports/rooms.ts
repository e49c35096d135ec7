/** What the modules of one folder may import. The longest folder that fits a file is its room. */
export interface Room {
  readonly name: string
  readonly folder: string
  /** Folders and files of this repository, beside its own. */
  readonly sees: readonly string[]
  readonly packages: readonly string[]
  /** May it use Node's own modules? */
  readonly node: boolean
}

const inner = ['src/domain', 'src/ports']

/** DESIGN: domain <- ports <- application <- wiring <- entry points; adapters see ports, domain and their own SDK. */
export const rooms: readonly Room[] = [
  { name: 'domain', folder: 'src/domain', sees: [], packages: ['@noble/hashes'], node: false },
  { name: 'ports', folder: 'src/ports', sees: ['src/domain'], packages: [], node: false },
  { name: 'application', folder: 'src/application', sees: inner, packages: [], node: false },
  { name: 'memory adapters', folder: 'src/adapters/memory', sees: inner, packages: [], node: true },
  {
    name: 'node adapters',
    folder: 'src/adapters/node',
    sees: inner,
    packages: ['ws', 'jose', 'pino', 'prom-client'],
    node: true,
  },
  { name: 'disk adapters', folder: 'src/adapters/disk', sees: inner, packages: ['lmdb'], node: true },
  {
    name: 'opensearch adapters',
    folder: 'src/adapters/opensearch',
    sees: inner,
    packages: ['@opensearch-project/opensearch', '@aws-sdk/credential-provider-node'],
    node: true,
  },
  { name: 'redis adapters', folder: 'src/adapters/redis', sees: inner, packages: ['ioredis'], node: true },
  {
    name: 'aws adapters',
    folder: 'src/adapters/aws',
    sees: inner,
    packages: [
      '@aws-sdk/client-apigatewaymanagementapi',
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/client-eventbridge',
      '@aws-sdk/client-lambda',
      '@aws-sdk/client-sqs',
      '@aws-sdk/client-sts',
      '@aws-sdk/client-ssm',
      '@aws-sdk/lib-dynamodb',
      '@smithy/node-http-handler',
    ],
    node: true,
  },
  {
    name: 'lambda',
    folder: 'src/entrypoints/lambda',
    sees: [...inner, 'src/application', 'src/entrypoints/wiring', 'src/entrypoints/config', 'src/entrypoints/wire'],
    packages: ['@aws-lambda-powertools/logger', '@aws-lambda-powertools/metrics', 'aws-lambda', 'zod'],
    node: true,
  },
  { name: 'wire', folder: 'src/entrypoints/wire', sees: inner, packages: ['zod'], node: false },
  {
    name: 'config',
    folder: 'src/entrypoints/config',
    // It reads the key files, whose entries the adapter defines.
    sees: ['src/domain', 'src/entrypoints/wire', 'src/adapters/node/auth'],
    packages: ['zod'],
    node: true,
  },
  {
    name: 'wiring',
    folder: 'src/entrypoints/wiring',
    sees: [...inner, 'src/application', 'src/adapters', 'src/entrypoints/config'],
    packages: ['inversify'],
    node: true,
  },
  {
    name: 'server',
    folder: 'src/entrypoints/server',
    // Its sockets are what the outbox of the same technology sends to.
    sees: [
      ...inner,
      'src/application',
      'src/adapters/node',
      'src/entrypoints/wiring',
      'src/entrypoints/config',
      'src/entrypoints/wire',
    ],
    packages: ['ws', 'pino'],
    node: true,
  },
  { name: 'demo', folder: 'src/entrypoints/demo', sees: [...inner, 'src/application'], packages: [], node: true },
  {
    name: 'cli',
    folder: 'src/entrypoints/cli',
    // It makes API keys, as the adapter defines them.
    sees: [...inner, 'src/application', 'src/entrypoints', 'src/adapters/node/auth', 'client/src', 'package.json'],
    packages: ['cli-progress', 'picocolors', 'ws', '@aws-sdk/client-eventbridge'],
    node: true,
  },
  { name: 'client', folder: 'client/src', sees: ['src/domain'], packages: [], node: false },
  { name: 'client for React', folder: 'client/src/react', sees: ['client/src'], packages: ['react'], node: false },
  {
    name: 'page',
    folder: 'web/src',
    sees: ['client/src', 'src/domain'],
    packages: ['preact', 'uplot', 'oauth4webapi'],
    node: false,
  },
]

export function roomOf(path: string): Room | undefined {
  return rooms.filter((room) => path.startsWith(`${room.folder}/`)).sort((a, b) => b.folder.length - a.folder.length)[0]
}
