import { AssertionError } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../../scripts/root.mjs'
import { bundled } from '../bundle.js'
import { type DirectedName, directed } from './directed/mutants.js'
import { patches } from './patches.js'
import { mutants } from './table.js'

type Model = typeof import('../explore.js')
type Directed = typeof import('./directed/scenarios.js')

const directedNames = Object.keys(directed) as DirectedName[]
const scenariosFile = 'test/model/mutants/directed/scenarios.ts'

/** As it stands in docs/guarantees.md, between its markers. */
const table = [
  '| mutant | breaks | seed | runs |',
  '|---|---|---|---|',
  ...mutants.map(({ breaks, name, run, seed }) => `| ${name} | ${breaks} | ${seed} | ${run.toLocaleString('en')} |`),
  ...directedNames.map((name) => `| ${name} | ${directed[name].breaks} | directed | 1 |`),
].join('\n')

describe('what is wrong on purpose is found out', () => {
  // The rare ones by the one schedule of their seed that finds them: a kill is certain, and quick.
  test.each(mutants)('$name', { timeout: 60_000 }, async ({ breaks, focused, id, name, run, seed }) => {
    const { explore } = await bundled<Model>('test/model/explore.ts', `mutant-${id}`, patches[name])
    const { failed } = await explore({ seed, run, focused, runs: 1, shrinks: false })
    expect(failed?.invariant).toBe(breaks)
  })
})

test('the same schedules find nothing where nothing is wrong', { timeout: 120_000 }, async () => {
  const { explore } = await bundled<Model>('test/model/explore.ts', 'mutant-none')
  for (const { focused, run, seed } of mutants) {
    expect((await explore({ seed, run, focused, runs: 1, shrinks: false })).failed).toBeUndefined()
  }
})

describe('what is too rare is found out by a scenario of its own', () => {
  test.each(directedNames)('%s', { timeout: 60_000 }, async (name) => {
    const { id, patches } = directed[name]
    const { scenarios } = await bundled<Directed>(scenariosFile, `mutant-${id}`, patches)
    await expect(scenarios[name]()).rejects.toThrow(AssertionError)
  })

  test('which finds nothing where nothing is wrong', { timeout: 60_000 }, async () => {
    const { scenarios } = await bundled<Directed>(scenariosFile, 'mutant-directed')
    for (const name of directedNames) await scenarios[name]()
  })
})

test('every change of the sources belongs to a mutant, and is one of one only', () => {
  expect(Object.keys(patches).sort()).toEqual(mutants.map(({ name }) => name).sort())
  expect(directedNames.filter((name) => name in patches)).toEqual([])
})

test('a patch that no longer fits its source is a fault', async () => {
  const patch = { file: 'src/domain/sharedRun.ts', is: 'nowhere', becomes: '' }
  await expect(bundled('test/model/explore.ts', 'mutant-misfit', [patch])).rejects.toThrow('has not once')
})

test('a patch of what is not bundled is a fault', async () => {
  const patch = { file: 'src/entrypoints/cli/main.ts', is: 'nowhere', becomes: '' }
  await expect(bundled('test/model/explore.ts', 'mutant-elsewhere', [patch])).rejects.toThrow('is not imported')
})

test('docs/guarantees.md has the table of mutants', () => {
  console.log(table)
  const page = readFileSync(join(root, 'docs/guarantees.md'), 'utf8')
  const [, stands] = /<!-- mutants -->\n([\s\S]*?)\n?<!-- \/mutants -->/.exec(page) ?? []
  expect(stands?.trim()).toBe(table)
})
