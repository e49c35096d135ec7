import { defineConfig } from 'vitest/config'

// A soak runs the same laws for longer; its tests end when they are through.
const soak = process.env['DELTABOARD_SOAK'] !== undefined
const patience = (ms: number) => (soak ? 0 : ms)
const setupFiles = ['test/support/laws.ts']

// These wait more than they work, a minute's absence among it: more of them at a time than there are cores, after all else.
const waiting = { maxWorkers: 6, sequence: { groupOrder: 1 } }
// Emulators of AWS are slow: with more tests at a time each would wait for the events of all others.
const emulated = { maxWorkers: 3, sequence: { groupOrder: 2 } }
// The same files, against each way to run the system.
const ways = [
  ['memory', waiting],
  ['data', waiting],
  ['cluster', waiting],
  ['lambda', emulated],
] as const

// One project a kind of test, so that `vitest --project domain` runs without what another kind needs.
export default defineConfig({
  test: {
    projects: [
      {
        test: { name: 'domain', include: ['test/domain/**/*.test.ts'], setupFiles, testTimeout: patience(60_000) },
      },
      {
        test: {
          name: 'units',
          include: ['test/{ports,application,adapters,entrypoints,client,web,house}/**/*.test.ts'],
          exclude: ['test/adapters/{opensearch,redis,aws,disk}/**', 'test/entrypoints/{lambda,stores}/**'],
          setupFiles,
          testTimeout: patience(60_000),
        },
      },
      // The use cases and the client's states, every schedule of a fault injector: nothing but CPU.
      {
        test: { name: 'model', include: ['test/model/**/*.test.ts'], setupFiles, testTimeout: patience(150_000) },
      },
      // The matcher of the domain beside the real server.
      {
        test: {
          name: 'differential',
          include: ['test/differential/**/*.test.ts'],
          globalSetup: 'test/support/parts/sharedParts.ts',
          testTimeout: patience(120_000),
          hookTimeout: 120_000,
          sequence: { groupOrder: 4 },
          maxWorkers: 3,
        },
      },
      // Few at a time: each has real servers beside it.
      {
        test: {
          name: 'stores',
          include: [
            'test/adapters/{opensearch,redis,aws,disk}/**/*.test.ts',
            'test/entrypoints/{lambda,stores}/**/*.test.ts',
          ],
          setupFiles,
          globalSetup: 'test/support/parts/sharedParts.ts',
          testTimeout: patience(60_000),
          hookTimeout: 120_000,
          maxWorkers: 3,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['test/e2e/ways/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      ...ways.map(([way, pace]) => ({
        test: {
          name: `e2e:${way}`,
          include: ['test/e2e/ways/**/*.test.ts'],
          globalSetup: ['test/support/parts/sharedParts.ts', `test/support/ways/${way}.ts`],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          ...pace,
        },
      })),
      // After all else as well: what is killed here shall not be slowed down by others, nor slow them down.
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/support/faults/command.ts', 'test/support/parts/sharedParts.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          maxWorkers: 4,
          sequence: { groupOrder: 3 },
        },
      },
      // What faults need, and all of the Lambda way.
      {
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          globalSetup: ['test/support/faults/command.ts', 'test/support/parts/sharedParts.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          maxWorkers: 4,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
