import { readFileSync } from 'node:fs'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import type { CommandLine, Flag } from '../command/command.js'

/** What the SDK's `connect` takes. */
export interface Credential {
  readonly credential: () => string
  readonly credentialKind: 'bearer' | 'key'
}

export const credentialFlags: readonly Flag[] = [
  { name: 'key-file', value: 'FILE', text: 'File with an API key (else the variable DELTABOARD_KEY)' },
  {
    name: 'token-file',
    value: 'FILE',
    text: 'File with a JWT, read again on every connection (else DELTABOARD_TOKEN)',
  },
]

/** A key or token from a file or the environment; a command line can be read by everyone on the machine. */
export function credentialOf(
  line: CommandLine,
  env: Readonly<Record<string, string | undefined>>,
): Result<Credential | undefined> {
  const files = { key: line.value('key-file'), token: line.value('token-file') }
  if (files.key !== undefined && files.token !== undefined) {
    return refuse('usage', '--key-file and --token-file exclude each other')
  }
  const path = files.key ?? files.token
  if (path !== undefined) {
    const read = () => readFileSync(path, 'utf8').trim()
    try {
      if (read() === '') return refuse('usage', `${path} is empty`)
    } catch (fault) {
      return refuse('usage', `${path} cannot be read: ${(fault as Error).message}`)
    }
    return ok({ credential: read, credentialKind: files.key === undefined ? 'bearer' : 'key' })
  }
  const { DELTABOARD_KEY: key, DELTABOARD_TOKEN: token } = env
  if (key) return ok({ credential: () => key, credentialKind: 'key' })
  if (token) return ok({ credential: () => token, credentialKind: 'bearer' })
  return ok(undefined)
}

/** For requests over HTTP, as a program shows it. */
export function headersOf(credential: Credential | undefined): Record<string, string> {
  if (credential === undefined) return {}
  const secret = credential.credential()
  return credential.credentialKind === 'key' ? { 'x-api-key': secret } : { authorization: `Bearer ${secret}` }
}
