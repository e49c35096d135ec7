import { beforeAll, describe, expect, it } from 'vitest'
import { type Account, appliedAccount } from '../support/terraform/account.js'
import { heldBy } from '../support/terraform/leftovers.js'
import { resourcesOf } from '../support/terraform/resources.js'
import { terraform } from '../support/terraform/terraform.js'
import { flow } from './readBack/flow.js'
import { functions } from './readBack/functions.js'
import { secrets } from './readBack/secrets.js'
import { stores } from './readBack/stores.js'

let account: Account

beforeAll(async () => {
  account = await appliedAccount()
})

it('is applied as a whole', () => {
  const { applied, planned, seconds } = account
  const made = resourcesOf(applied).map(({ address }) => address)
  expect(made.length).toBeGreaterThan(60)
  expect(new Set(made)).toEqual(new Set(resourcesOf(planned).map(({ address }) => address)))
  console.log(`${made.length} resources: planned in ${seconds.plan} s, applied in ${seconds.apply} s`)
})

it('a second plan changes nothing', async () => {
  const options = { seconds: 180, env: account.env }
  const { code, words } = await terraform(account.folder, ['plan', '-detailed-exitcode', '-parallelism=20'], options)
  expect(code, words.slice(-6_000)).toBe(0)
})

describe('read back from the account', () => {
  flow(() => account)
  functions(() => account)
  stores(() => account)
})

describe('what Terraform keeps', () => secrets(() => account))

it('a destroy leaves nothing', async () => {
  const before = await heldBy(account.url)
  for (const [kind, names] of Object.entries(before)) expect(names, kind).not.toEqual([])
  const options = { seconds: 200, env: account.env }
  const { code, words } = await terraform(account.folder, ['destroy', '-auto-approve', '-parallelism=20'], options)
  expect(code, words.slice(-6_000)).toBe(0)
  expect(await heldBy(account.url)).toEqual(Object.fromEntries(Object.keys(before).map((kind) => [kind, []])))
  expect((await terraform(account.folder, ['state', 'list'], options)).stdout).toBe('')
})
