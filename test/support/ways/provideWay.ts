import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import type { Way } from './way.js'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Answers the `Way` of this project, once it runs. */
    way: string
  }
}

interface StartedWay {
  readonly way: Way
  stop(): Promise<void>
}

/** Starts a way while other tests run already; its own wait for it. Answers what stops it. */
export async function provideWay(project: TestProject, start: () => Promise<StartedWay>): Promise<() => Promise<void>> {
  const started = start()
  const desk = createServer((_, response) => {
    started.then(
      ({ way }) => response.end(JSON.stringify(way)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve))
  // Whoever asks is told why it failed.
  started.catch(() => {})
  project.provide('way', `http://127.0.0.1:${(desk.address() as AddressInfo).port}`)
  return async () => {
    desk.close()
    desk.closeAllConnections()
    await (await started.catch(() => undefined))?.stop()
  }
}
