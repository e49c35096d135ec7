import { describe, expect, test } from 'vitest'
import type { Command } from '../../../src/entrypoints/cli/command/command.js'
import { parseCommandLine } from '../../../src/entrypoints/cli/command/commandLine.js'

const command: Command = {
  name: 'look',
  summary: '',
  usage: '',
  words: Number.POSITIVE_INFINITY,
  takesFilter: true,
  flags: [
    { name: 'out', value: 'FILE', text: '' },
    { name: 'scope', value: 'S', repeated: true, text: '' },
    { name: 'json', text: '' },
  ],
  examples: [],
  run: async () => 0,
}

function parsed(...argv: string[]) {
  const line = parseCommandLine(command, argv)
  if (!line.ok) throw new Error(line.refusal.message)
  return line.value
}

describe('what is typed', () => {
  test('values stay as typed: nothing becomes a number', () => {
    const line = parsed('--out', '007', '--scope=0x10', '--scope', '1e3', '12')
    expect([line.value('out'), line.values('scope'), line.words]).toEqual(['007', ['0x10', '1e3'], ['12']])
  })

  test('a filter may begin with a dash, wherever it stands', () => {
    const line = parsed('-level:debug', '--json', 'service:checkout', '-team:core', '--out', '-level:info')
    expect(line.words).toEqual(['-level:debug', 'service:checkout', '-team:core'])
    expect(line.value('out')).toBe('-level:info')
    expect(line.has('json')).toBe(true)
  })

  test('what follows -- is no flag', () => {
    expect(parsed('--', '--json', '-x').words).toEqual(['--json', '-x'])
  })

  test.each([
    [['--jsno'], "Unknown option '--jsno'"],
    [['--out'], "'--out <value>' argument missing"],
    [['--json=yes'], "'--json' does not take an argument"],
    [['--out', 'a', '--out', 'b'], '--out is given twice'],
    [['-x'], "Unknown option '-x'"],
    [['--out', '-1'], "Option '--out' argument is ambiguous"],
  ])('%j is refused in one line', (argv, message) => {
    const line = parseCommandLine(command, argv)
    expect(line).toMatchObject({ ok: false, refusal: { code: 'usage' } })
    if (!line.ok) {
      expect(line.refusal.message).toContain(message)
      expect(line.refusal.message).not.toContain('\n')
    }
  })

  test('a word too many is named', () => {
    const line = parseCommandLine({ ...command, words: 1 }, ['a', 'b'])
    expect(line).toMatchObject({ ok: false, refusal: { message: '"b" is one word too many' } })
  })
})
