import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { type OpenSearchPart, startOpenSearch } from './openSearch.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers the URL of a server that all files of the run share. */
    openSearch: string
  }
}

/** One OpenSearch for a whole run, started when the first test asks for it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let part: Promise<OpenSearchPart> | undefined
  const desk = createServer((_, response) => {
    part ??= startOpenSearch()
    part.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve))
  project.provide('openSearch', `http://127.0.0.1:${(desk.address() as AddressInfo).port}`)
  return async () => {
    desk.close()
    desk.closeAllConnections()
    await (await part?.catch(() => undefined))?.stop()
  }
}
