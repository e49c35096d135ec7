import type { JsonObject } from '../../../src/domain/json.js'
import { eventually } from '../eventually.js'

/** An AWS account on this machine, with the module applied. */
export interface Account {
  /** Of every service. */
  readonly url: string
  /** Where Terraform runs, with its state. */
  readonly folder: string
  /** For Terraform there. */
  readonly env: Readonly<Record<string, string>>
  /** `terraform show -json` of the plan, and of the state right after the apply. */
  readonly planned: JsonObject
  readonly applied: JsonObject
  /** What Terraform stores: the state's file as it is, and the plan's JSON. */
  readonly stored: { readonly state: string; readonly plan: string }
  readonly seconds: { readonly plan: number; readonly apply: number }
}

/** For an SDK's client of it. */
export const credentials = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'emulated', secretAccessKey: 'emulated-and-never-stored' },
}

/** What the functions of the deployment read by themselves, put there as an operator does. */
export const apiKeys = { name: '/emulated/api-keys', value: '[{"hash":"known-to-nobody-but-the-parameter"}]' }

/** The account of this run; the first that asks for it waits for the apply. Its project names emulatedAccount.ts as `globalSetup`. */
export function appliedAccount(): Promise<Account> {
  return eventually(
    'the module is applied',
    async () => {
      const answer = await fetch(`${process.env['DELTABOARD_TEST_ACCOUNT']}`)
      const text = await answer.text()
      if (answer.status === 202) return undefined
      if (!answer.ok) throw new Error(text)
      return JSON.parse(text) as Account
    },
    580_000,
  )
}
