import type { TestProject } from 'vitest/node'
import { type makeKeys, producer } from './credentials.js'

/** What a server at this URL is to those who use it. */
export function provideServer(project: TestProject, url: string, { people }: ReturnType<typeof makeKeys>): void {
  const { accessKeyId, secretAccessKey } = producer
  const ws = `${url.replace('http', 'ws')}/ws`
  project.provide('way', { events: { url, accessKeyId, secretAccessKey }, ws, people })
}
