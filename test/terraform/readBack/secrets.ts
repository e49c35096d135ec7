import { expect, it } from 'vitest'
import type { Json } from '../../../src/domain/json.js'
import { type Account, apiKeys } from '../../support/terraform/account.js'
import { resourcesOf } from '../../support/terraform/resources.js'

/** Names under which a secret would stand, in attributes and in environments alike. */
const secretName = /password|secret|credential|private_key|access_key|auth_token|api_?keys?$/i
/** What keys and tokens look like, whatever their name. The emulator calls whoever asks by the key of AWS's own examples. */
const secretText =
  /\b(AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[A-Z0-9]{16}\b|-----BEGIN|\beyJ[\w-]{10,}\.eyJ|\b[a-z]+:\/\/[^/\s"@]+:[^/\s"@]+@/

/** Name and value of everything that says something. */
function* saidIn(value: Json | undefined, name = ''): Generator<readonly [name: string, text: string]> {
  if (typeof value === 'string') yield [name, value]
  else if (typeof value === 'object' && value !== null) {
    for (const [inner, held] of Object.entries(value)) yield* saidIn(held, Array.isArray(value) ? name : inner)
  }
}

/** Nothing that Terraform keeps is a secret. */
export function secrets(account: () => Account): void {
  it('no secret stands in state or plan: neither what it was given to work with, nor the keys that functions read', () => {
    const { env, stored } = account()
    for (const text of [stored.state, stored.plan]) {
      expect(text.length).toBeGreaterThan(10_000)
      expect(text).not.toContain(env['AWS_SECRET_ACCESS_KEY'])
      expect(text).not.toContain(apiKeys.value)
      expect(secretText.exec(text)?.[0]).toBeUndefined()
      const named = [...saidIn(JSON.parse(text))].filter(([name, said]) => secretName.test(name) && said !== '')
      expect(named.map(([name]) => name)).toEqual([])
    }
  })

  it('nor in the environment of a function', () => {
    const all = resourcesOf(account().applied).filter(({ type }) => type === 'aws_lambda_function')
    expect(all).toHaveLength(7)
    for (const { values } of all) {
      const said = [...saidIn(values['environment'])]
      expect(said.length).toBeGreaterThan(3)
      expect(said.filter(([name, text]) => secretName.test(name) || secretText.test(text))).toEqual([])
    }
  })
}
