import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApiKey } from '../../../src/adapters/node/auth/apiKey.js'
import { makeApiKey } from '../../../src/adapters/node/auth/makeApiKey.js'
import type { AccessRule } from '../../../src/domain/rights/accessRules.js'
import { type Person, people, type Shown } from './way.js'

/** Whose documents they may see; none: everybody's. */
export const teams: Readonly<Record<Person, readonly string[]>> = {
  operator: [],
  ada: ['core'],
  ben: ['core'],
  cyd: ['edge'],
}

/** What the holders of the keys may see. */
export const access: readonly AccessRule[] = [
  { when: { role: 'operator' }, allow: {} },
  { when: { role: 'member' }, allow: { team: { in: { claim: 'teams' } } } },
]

/** Of whoever sends events. */
export const producer = {
  name: 'shop',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
}

export interface Keys {
  /** As the keys file holds them. */
  readonly entries: readonly ApiKey[]
  readonly people: Readonly<Record<Person, Shown>>
}

export function makeKeys(): Keys {
  const made = people.map((name) => {
    const claims = { role: name === 'operator' ? 'operator' : 'member', teams: teams[name] }
    return { name, ...makeApiKey({ name, scopes: name === 'operator' ? ['read', 'admin'] : ['read'], claims }) }
  })
  const shown = made.map(({ name, key }) => [name, { kind: 'key', secret: key }])
  return { entries: made.map(({ entry }) => entry), people: Object.fromEntries(shown) }
}

/** A folder with all that a server is told of credentials, and the flags that name it. */
export function credentialFiles(
  keys: Keys,
  more: object = {},
): {
  readonly flags: readonly string[]
  remove(): void
} {
  const folder = mkdtempSync(join(tmpdir(), 'deltaboard-way-'))
  const [config, apiKeys, producers] = ['config.json', 'keys.json', 'producers.json'].map((name) => join(folder, name))
  writeFileSync(config as string, JSON.stringify({ access, ...more }))
  writeFileSync(apiKeys as string, JSON.stringify(keys.entries))
  writeFileSync(producers as string, JSON.stringify([producer]))
  chmodSync(producers as string, 0o600)
  const flags = ['--config', config, '--api-keys', apiKeys, '--producer-keys', producers] as string[]
  return { flags, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
