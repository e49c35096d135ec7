import type { TestProject } from 'vitest/node'
import { builtCommand } from '../ways/serveProcess.js'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the built command. */
    command: string
  }
}

/** Builds once for all files: several processes that build at a time are in each other's way. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('command', await builtCommand())
}
