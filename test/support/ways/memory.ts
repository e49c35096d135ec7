import type { TestProject } from 'vitest/node'
import { credentialFiles, makeKeys, producer } from './credentials.js'
import { startServeProcess } from './serveProcess.js'

/** One process, everything in its memory. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const keys = makeKeys()
  const files = credentialFiles(keys)
  const server = await startServeProcess(files.flags)
  const { accessKeyId, secretAccessKey } = producer
  project.provide('way', {
    events: { url: server.url, accessKeyId, secretAccessKey },
    ws: `${server.url.replace('http', 'ws')}/ws`,
    people: keys.people,
  })
  return async () => {
    await server.stop()
    files.remove()
  }
}
