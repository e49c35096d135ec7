import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longestFirst.js'

// A soak runs the same laws for longer; its tests end when they are through.
const soak = process.env['DELTABOARD_SOAK'] !== undefined
const patience = (ms: number) => (soak ? 0 : ms)
const setupFiles = ['test/support/laws.ts']
const sharedParts = 'test/support/parts/sharedParts.ts'

// What runs beside each other on two cores; one after the other in this order.
const groups = {
  // Nothing but CPU.
  pure: { maxWorkers: 2, sequence: { groupOrder: 0 } },
  // Each has real servers beside it, and waits for them more than it works; a minute's absence is among it.
  real: { maxWorkers: 6, sequence: { groupOrder: 1 } },
  // What is killed here shall not be slowed down by others, nor slow them down.
  faults: { maxWorkers: 5, sequence: { groupOrder: 2 } },
  chaos: { maxWorkers: 2, sequence: { groupOrder: 3 } },
  browser: { maxWorkers: 2, sequence: { groupOrder: 4 } },
  // What is measured is measured alone; `npm test` does so before all else.
  alone: { maxWorkers: 1, sequence: { groupOrder: 5 } },
} as const

// Figures of their own process's memory, and of a page's frames.
const measured = ['test/adapters/memory/index/process.test.ts', 'test/browser/smooth.test.ts']

// One project a kind of test, so that `vitest --project domain` runs without what another kind needs.
export default defineConfig({
  test: {
    // Of TypeScript that was transformed before, later runs load what came of it.
    experimental: { fsModuleCache: true, fsModuleCachePath: '.cache/vitest' },
    sequence: { sequencer: LongestFirst },
    projects: [
      // Where `isolate` is false, files share a process: to load their modules anew takes longer than many tests.
      {
        test: {
          name: 'domain',
          include: ['test/domain/**/*.test.ts'],
          setupFiles,
          testTimeout: patience(60_000),
          isolate: false,
          ...groups.pure,
        },
      },
      {
        test: {
          name: 'units',
          include: ['test/{ports,application,adapters,entrypoints,client,web,house}/**/*.test.ts'],
          exclude: ['test/adapters/{opensearch,redis,aws,disk}/**', 'test/entrypoints/{lambda,stores}/**', ...measured],
          setupFiles,
          testTimeout: patience(60_000),
          isolate: false,
          ...groups.pure,
        },
      },
      // The use cases and the client's states, every schedule of a fault injector.
      {
        test: {
          name: 'model',
          include: ['test/model/**/*.test.ts'],
          setupFiles,
          testTimeout: patience(150_000),
          ...groups.pure,
        },
      },
      // The same files, against each way to run the system.
      ...['memory', 'data', 'cluster', 'lambda'].map((way) => ({
        test: {
          name: `e2e:${way}`,
          include: ['test/e2e/ways/**/*.test.ts'],
          isolate: false,
          globalSetup: [sharedParts, `test/support/ways/${way}.ts`],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          ...groups.real,
        },
      })),
      {
        test: {
          name: 'stores',
          isolate: false,
          include: [
            'test/adapters/{opensearch,redis,aws,disk}/**/*.test.ts',
            'test/entrypoints/{lambda,stores}/**/*.test.ts',
          ],
          setupFiles,
          globalSetup: sharedParts,
          testTimeout: patience(60_000),
          hookTimeout: 120_000,
          ...groups.real,
        },
      },
      // The matcher of the domain beside the real server.
      {
        test: {
          name: 'differential',
          include: ['test/differential/**/*.test.ts'],
          globalSetup: sharedParts,
          testTimeout: patience(120_000),
          hookTimeout: 300_000,
          ...groups.real,
        },
      },
      {
        test: {
          name: 'e2e',
          isolate: false,
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['test/e2e/ways/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...groups.real,
        },
      },
      {
        test: {
          name: 'faults',
          isolate: false,
          include: ['test/faults/**/*.test.ts'],
          globalSetup: [sharedParts, 'test/support/faults/command.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          ...groups.faults,
        },
      },
      // What faults need, and all of the Lambda way.
      {
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          globalSetup: [sharedParts, 'test/support/faults/command.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          ...groups.chaos,
        },
      },
      {
        test: {
          name: 'browser',
          isolate: false,
          include: ['test/browser/**/*.test.ts'],
          exclude: measured,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          ...groups.browser,
        },
      },
      {
        test: { name: 'measured', include: measured, testTimeout: 180_000, hookTimeout: 180_000, ...groups.alone },
      },
    ],
  },
})
