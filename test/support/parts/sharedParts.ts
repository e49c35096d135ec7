import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { startDynamoDb } from './dynamoDb.js'
import { startElasticMq } from './elasticMq.js'
import { startMoto } from './moto.js'
import { startOpenSearch } from './openSearch.js'
import type { PartName } from './partUrl.js'

interface Part {
  readonly url: string
  stop(): Promise<void>
}

const starts: Readonly<Record<PartName, () => Promise<Part>>> = {
  openSearch: () => startOpenSearch(),
  clusterOpenSearch: () => startOpenSearch(),
  dynamoDb: () => startDynamoDb(),
  elasticMq: () => startElasticMq('strict'),
  sqs: () => startElasticMq('relaxed'),
  moto: () => startMoto(),
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers the URL of an OpenSearch that all files of the run share. */
    openSearch: string
  }
}

/** Of all projects of this process, which each load this file for themselves. */
const here = globalThis as { deltaboardParts?: { users: number; server: Server; parts: Map<string, Promise<Part>> } }

/** Real servers for a whole run, each started when the first test of any project asks for it, and stopped after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  here.deltaboardParts ??= { users: 0, ...open() }
  const desk = here.deltaboardParts
  desk.users++
  if (!desk.server.listening) await new Promise((resolve) => desk.server.once('listening', resolve))
  const url = `http://127.0.0.1:${(desk.server.address() as AddressInfo).port}`
  // For this process and for those of tests alike.
  process.env['DELTABOARD_TEST_PARTS'] = url
  project.provide('openSearch', `${url}/openSearch`)
  return async () => {
    desk.users--
    if (desk.users > 0) return
    delete here.deltaboardParts
    desk.server.close()
    desk.server.closeAllConnections()
    await Promise.all([...desk.parts.values()].map((part) => part.then((one) => one.stop()).catch(() => {})))
  }
}

function open() {
  const parts = new Map<string, Promise<Part>>()
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1)
    const part = parts.get(name) ?? starts[name as PartName]()
    parts.set(name, part)
    part.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  server.listen(0, '127.0.0.1')
  return { server, parts }
}
