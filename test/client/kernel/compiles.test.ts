import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { root } from '../../../scripts/root.mjs'

const [api, phase] = [join(root, 'client/src/api.ts'), join(root, 'client/src/kernel/phase.ts')]

/** What the compiler has against the table of transitions, when a source is not as it stands on the disk. */
function faultsWith(path: string, change: (text: string) => string): string[] {
  const settings = ts.readConfigFile(join(root, 'client/tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(settings.config, ts.sys, join(root, 'client'))
  const host = ts.createCompilerHost(options)
  const changed = change(readFileSync(path, 'utf8'))
  const read = host.getSourceFile
  host.getSourceFile = (name, ...more) =>
    name === path ? ts.createSourceFile(name, changed, ts.ScriptTarget.ES2023) : read(name, ...more)
  // Records and the like come with the smallest library: the DOM's takes a second.
  const program = ts.createProgram([phase], { ...options, lib: ['lib.es2023.d.ts'] }, host)
  return program
    .getSemanticDiagnostics(program.getSourceFile(phase))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}

test('the table as it stands compiles', () => {
  expect(faultsWith(phase, (text) => text)).toEqual([])
})

test('a new state does not compile until its row is filled', () => {
  const faults = faultsWith(api, (text) => text.replace('type LiveState =', "type LiveState = 'resting' |"))
  expect(faults.join()).toMatch(/'resting' is missing/)
})

test('a new happening does not compile until each row has its answer', () => {
  const faults = faultsWith(phase, (text) => text.replace('type Happening =', "type Happening = 'rested' |"))
  expect(faults.length).toBeGreaterThanOrEqual(6)
  for (const fault of faults) expect(fault).toMatch(/'rested' is missing/)
})

test('the kernel is short, and pure: no socket, timer, clock, chance or promise', () => {
  const folder = join(root, 'client/src/kernel')
  const code = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
  expect(code.join('').split('\n').length).toBeLessThanOrEqual(250)
  expect(code.join('')).not.toMatch(/WebSocket|setTimeout|setInterval|Date|performance|random|async|Promise|await\b/)
})
