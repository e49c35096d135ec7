import { describe, expect, test } from 'vitest'
import packageJson from '../../../package.json' with { type: 'json' }
import { commands } from '../../../src/entrypoints/cli/commands.js'
import { exitCodes } from '../../../src/entrypoints/cli/exitCodes.js'
import { runCli } from '../../../src/entrypoints/cli/runCli.js'
import { fakeTerminal } from './fakeTerminal.js'

async function run(...argv: string[]) {
  const fake = fakeTerminal()
  const code = await runCli(argv, fake.terminal)
  return { code, out: fake.out(), err: fake.err() }
}

describe('help', () => {
  test.each([[[]], [['help']], [['--help']], [['-h']]])('%j names every command and exit code', async (argv) => {
    const { code, out } = await run(...argv)
    expect(code).toBe(0)
    for (const { name, summary } of commands) expect(out).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'))
    for (const each of Object.values(exitCodes)) expect(out).toMatch(new RegExp(`^  ${each} `, 'm'))
  })

  test.each(commands.map(({ name }) => name))('%s: every flag is told, with examples of the command', async (name) => {
    const entry = commands.find((each) => each.name === name)
    const command = await entry?.load()
    expect(command?.name).toBe(name)
    const asked = await run('help', name)
    expect(asked).toEqual(await run(name, '--help'))
    expect(asked.code).toBe(0)
    for (const flag of command?.flags ?? []) expect(asked.out).toContain(`  --${flag.name}`)
    expect(command?.examples.length).toBeGreaterThan(0)
    for (const [example] of command?.examples ?? []) expect(example).toContain(`deltaboard ${name}`)
    expect(asked.out.split('\n').filter((line) => line.length > 110)).toEqual([])
  })

  test('the version is the package’s', async () => {
    expect(await run('--version')).toEqual({ code: 0, out: `${packageJson.version}\n`, err: '' })
  })

  test.each([
    [['tial'], 'deltaboard: there is no command "tial"; see deltaboard help\n'],
    [['tail', '--jsno'], "deltaboard: Unknown option '--jsno'; see deltaboard help tail\n"],
  ])('%j: one line on standard error, exit code 2', async (argv, err) => {
    expect(await run(...argv)).toEqual({ code: exitCodes.usage, out: '', err })
  })
})
