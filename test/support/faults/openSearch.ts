import type { TestProject } from 'vitest/node'
import { startOpenSearch } from '../parts/openSearch.js'
import { builtCommand } from '../ways/serveProcess.js'

declare module 'vitest' {
  export interface ProvidedContext {
    openSearch: string
    /** Path of the built command. */
    command: string
  }
}

/** One OpenSearch and one build for all tests of faults: those of OpenSearch happen on the way to it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const command = await builtCommand()
  const index = await startOpenSearch()
  project.provide('command', command)
  project.provide('openSearch', index.url)
  return () => index.stop()
}
