import { describe, expect, it } from 'vitest'
import { type Config, parseConfig } from '../../../src/entrypoints/config/config.js'
import { parseFlags } from '../../../src/entrypoints/config/flags.js'
import type { FileReader } from '../../../src/entrypoints/config/sources.js'

const hash = `sha256:${'a'.repeat(64)}`
const apiKeys = JSON.stringify([{ name: 'grafana', hash, scopes: ['read'], claims: { team: 'core' } }])
const secret = 'wJalrXUtnFEMI/K7MDENG/planted'
const producers = JSON.stringify([{ name: 'shop', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: secret }])

function files(contents: Record<string, string>, mode = 0o600): FileReader {
  return {
    read(path) {
      const text = contents[path]
      if (text === undefined) throw Object.assign(new Error(`ENOENT ${path}`), { code: 'ENOENT' })
      return text
    },
    mode: () => mode,
  }
}

function parse(argv: string[], env: Record<string, string> = {}, reader = files({})) {
  const flags = parseFlags(argv)
  return flags.ok ? parseConfig({ flags: flags.value, env, files: reader }) : flags
}
function config(...args: Parameters<typeof parse>): Config {
  const parsed = parse(...args)
  if (!parsed.ok) throw new Error(parsed.refusal.message)
  return parsed.value
}
function fault(...args: Parameters<typeof parse>): string {
  const parsed = parse(...args)
  if (parsed.ok) throw new Error('was accepted')
  expect(parsed.refusal.code).toBe('bad_config')
  return parsed.refusal.message
}

describe('without settings', () => {
  it('is open, on loopback, with the documented defaults', () => {
    expect(config([])).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      open: true,
      loopbackOnly: true,
      maxDocuments: 250_000,
      maxBytes: 512 * 2 ** 20,
      retentionDays: 14,
      sampleAbove: 1000,
      access: { rules: [{ allow: {} }] },
    })
  })
})

describe('precedence', () => {
  const reader = files({ 'board.json': '{"port": 1, "logLevel": "warn", "maxBytes": "1GB", "policy": "sample"}' })

  it('is flag, environment, file, default', () => {
    const env = { DELTABOARD_PORT: '2', DELTABOARD_LOG_LEVEL: 'error', DELTABOARD_CONFIG: 'board.json' }
    expect(config(['--port', '3'], env, reader)).toMatchObject({
      port: 3,
      logLevel: 'error',
      maxBytes: 2 ** 30,
      policy: 'sample',
      maxDocuments: 250_000,
    })
  })

  it('treats an empty variable as unset', () => {
    expect(config([], { DELTABOARD_PORT: '' }).port).toBe(8080)
  })

  it('reads flags in every form', () => {
    const argv = ['--port=0', '--demo', '--no-trust-proxy', '--allowed-origins', 'https://a.example']
    expect(config([...argv, '--allowed-origins=https://b.example, https://c.example:444'])).toMatchObject({
      port: 0,
      demo: true,
      trustProxy: false,
      allowedOrigins: ['https://a.example', 'https://b.example', 'https://c.example:444'],
    })
  })
})

describe('a bad value is named with its place', () => {
  it.each([
    [['--port', '65536'], {}, /^--port must be a whole number from 0 to 65,535/],
    [['--port', ''], {}, /^--port must be/],
    [['--port'], {}, /^--port needs a value/],
    [[], { DELTABOARD_PORT: 'x' }, /^DELTABOARD_PORT must be/],
    [['--max-bytes', '12 parsecs'], {}, /^--max-bytes must be a size/],
    [['--base-path', '/a/../b'], {}, /^--base-path must be a path/],
    [['--log-level', 'loud'], {}, /^--log-level must be one of/],
    [['--allowed-origins', '*'], {}, /^--allowed-origins must hold origins/],
    [['--allowed-origins', 'https://a.example/path'], {}, /^--allowed-origins must hold origins/],
    [['--config', 'no.json'], {}, /^--config: there is no such file/],
    [[], { DELTABOARD_CONFIG: 'no.json' }, /^DELTABOARD_CONFIG: there is no such file/],
    [['--api-keys', 'no.json'], {}, /^--api-keys: there is no such file/],
    [['--retention-dayz', '3'], {}, /^unknown flag --retention-dayz; did you mean --retention-days\?$/],
    [['--nothing-like-it', '3'], {}, /^unknown flag --nothing-like-it; --help/],
    [['serve'], {}, /flags start with --/],
  ])('%j %j', (argv, env, message) => {
    expect(fault(argv, env as Record<string, string>)).toMatch(message)
  })

  it.each([
    ['{"prot": 1}', /unknown key "prot"; did you mean port\?/],
    ['{"__proto__": {"port": 1}}', /unknown key "__proto__"/],
    ['[]', /must hold a JSON object/],
    ['{"port": ', /is not JSON/],
    ['{"port": "x"}', /^port in board\.json must be a whole number/],
    ['{"timeouts": {"slowMs": -1}}', /^timeouts in board\.json \(at slowMs\) must be/],
    ['{"timeouts": {"slowMS": 5}}', /^timeouts in board\.json has a key that is not known/],
    ['{"fields": {"team": "keywords"}}', /board\.json: must be one of keyword.*fields\.team/],
    ['{"fields": {"service": "long"}}', /board\.json: must be keyword \(at fields\.service\)/],
    ['{"fields": {"a:b": "long"}}', /fields\.a:b/],
    ['{"fields": {"version": "long"}}', /fields\.version/],
    ['{"routable": ["status"]}', /must be a declared keyword field \(at routable\[0\]\)/],
    ['{"access": [{"when": {}}]}', /^access in board\.json \(at \[0\]\.allow\)/],
    ['{"access": [{"when": [], "allow": {}}]}', /^access in board\.json \(at \[0\]\.when\) must be an object/],
    ['{"access": [{"wen": {}, "allow": {}}]}', /^access in board\.json \(at \[0\]\) has a key that is not known/],
  ])('in the file: %s', (text, message) => {
    expect(fault(['--config', 'board.json'], {}, files({ 'board.json': text }))).toMatch(message)
  })

  it('checks an access rule when it is configured', () => {
    const board = '{"access": [{"allow": {"servise": "checkout"}}]}'
    const reader = files({ 'board.json': board, 'keys.json': apiKeys })
    const message = fault(['--config', 'board.json', '--api-keys', 'keys.json'], {}, reader)
    expect(message).toMatch(/^access in board\.json: .*access\[0\]\.allow\.servise/)
  })
})

describe('who may come in', () => {
  const reader = files({ keys: apiKeys, producers })

  it('refuses to be open where others can reach it, and says which flags to set', () => {
    const message = fault(['--host', '0.0.0.0'])
    for (const flag of ['--host', '--api-keys', '--jwks', '--producer-keys', '--insecure']) {
      expect(message).toContain(flag)
    }
    expect(fault(['--host', '::', '--open'])).toContain('--insecure')
    expect(config(['--host', '0.0.0.0', '--insecure'])).toMatchObject({ open: true, loopbackOnly: false })
    for (const host of ['localhost', '127.0.0.2', '::1']) expect(config(['--host', host]).loopbackOnly).toBe(true)
  })

  it('rules that are set hold on an open server too, and are checked: who has no claims sees what needs none', () => {
    const rules = [{ when: { role: 'operator' }, allow: {} }, { allow: { level: 'info' } }]
    const board = (access: object) => files({ 'board.json': JSON.stringify({ access }) })
    const open = config(['--config', 'board.json'], {}, board(rules))
    expect(open).toMatchObject({ open: true, access: { rules } })
    expect(config(['--config', 'board.json'], {}, board([]))).toMatchObject({ open: true, access: { rules: [] } })
    expect(fault(['--config', 'board.json'], {}, board([{ allow: { servise: 'x' } }]))).toMatch(/allow\.servise/)
  })

  it('asks for credentials as soon as there are any, and then admits nobody without a rule', () => {
    const closed = config(['--host', '0.0.0.0', '--api-keys', 'keys'], {}, reader)
    expect(closed).toMatchObject({ open: false, loopbackOnly: false, access: { rules: [] } })
    expect(closed.apiKeys[0]).toEqual({ name: 'grafana', hash, scopes: ['read'], claims: { team: 'core' } })
    expect(fault(['--open', '--api-keys', 'keys'], {}, reader)).toMatch(/^--open asks for no credentials/)
    expect(fault(['--no-open'])).toMatch(/^--open is off, so credentials are needed/)
  })

  it('takes the three JWT settings together or not at all', () => {
    const all = ['--jwks', 'https://id.example/keys', '--jwt-issuer', 'https://id.example/', '--jwt-audience', 'board']
    expect(config(all).jwt).toEqual({
      jwks: 'https://id.example/keys',
      issuer: 'https://id.example/',
      audience: 'board',
    })
    expect(fault(all.slice(0, 4))).toMatch(/set --jwt-audience too/)
    expect(fault(all.slice(2))).toMatch(/set --jwks too/)
    expect(fault(['--jwks', 'http://id.example/keys', ...all.slice(2)])).toMatch(/^--jwks must be an https URL/)
    expect(config(['--jwks', 'http://[::1]:9/keys', ...all.slice(2)]).jwt?.jwks).toBe('http://[::1]:9/keys')
  })

  it('demands mode 0600 of a file with secrets', () => {
    const message = fault(['--producer-keys', 'producers'], {}, files({ producers }, 0o640))
    expect(message).toMatch(/^--producer-keys: .*0600.*not 0640/)
    expect(config(['--producer-keys', 'producers'], {}, reader).producerKeys[0]?.accessKeyId).toBe('AKIDEXAMPLE')
  })

  it.each([
    ['[]', ''],
    ['[{"name":"a","hash":"sha256:zz","scopes":["read"]}]', '[0].hash'],
    [`[{"name":"a","hash":"${hash}","scopes":["root"]}]`, '[0].scopes[0]'],
    [`[{"name":"a","hash":"${hash}","scopes":["read"],"claims":[]}]`, '[0].claims'],
    [`[{"name":"a","hash":"${hash}","scopes":["read"],"key":"${secret}"}]`, '[0]'],
    [`[${apiKeys.slice(1, -1)},${apiKeys.slice(1, -1)}]`, '[1]'],
    [`{"${secret}"`, ''],
  ])('says where a keys file is at fault: %s', (text, place) => {
    const message = fault(['--api-keys', 'keys'], {}, files({ keys: text }))
    expect(message).toMatch(/^--api-keys: /)
    if (place !== '') expect(message).toContain(`(at ${place})`)
    expect(message).not.toContain(secret)
  })

  it('never repeats a secret that stands in the wrong place', () => {
    const wrong = [
      [`--${secret}`, 'x'],
      ['--api-keys', secret],
      ['--producer-keys', producers],
      ['--jwks', `https://user:${secret}@id.example/`, '--jwt-issuer', 'i', '--jwt-audience', 'a'],
      ['--port', secret],
      ['--allowed-origins', `https://x:${secret}@id.example`],
      [secret],
    ]
    for (const argv of wrong) expect(fault(argv)).not.toContain('planted')
    const text = JSON.stringify([{ name: 'shop', accessKeyId: 'A!', secretAccessKey: secret }])
    expect(fault(['--producer-keys', 'producers'], {}, files({ producers: text }))).not.toContain('planted')
  })
})
