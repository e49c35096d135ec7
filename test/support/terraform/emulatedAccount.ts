import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { builtLambdas } from '../../../scripts/build/store.mjs'
import { root } from '../../../scripts/root.mjs'
import { writeBundles } from '../../../scripts/terraform/bundles.mjs'
import type { JsonObject } from '../../../src/domain/json.js'
import { type MotoPart, startMoto } from '../parts/moto.js'
import { type Account, apiKeys, credentials } from './account.js'
import { ask } from './ask.js'
import { terraformOrThrow } from './terraform.js'

const gaps = fileURLToPath(new URL('./emulator/', import.meta.url))
const configuration = fileURLToPath(new URL('../../terraform/deployment/main.tf', import.meta.url))

/** An emulated account for the whole run, on which the module is applied once, when the first test asks for it. */
export default async function setup(): Promise<() => Promise<void>> {
  let opened: Promise<{ readonly account: Account; readonly moto: MotoPart }> | undefined
  const server = createServer((_, response) => {
    opened ??= open()
    // An apply takes longer than clients wait for an answer.
    Promise.race([opened, setTimeout(5_000)]).then(
      (one) => (one === undefined ? response.writeHead(202).end() : response.end(JSON.stringify(one.account))),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  process.env['DELTABOARD_TEST_ACCOUNT'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return async () => {
    server.close()
    server.closeAllConnections()
    const one = await opened?.catch(() => undefined)
    if (one === undefined) return
    await one.moto.stop()
    rmSync(one.account.folder, { recursive: true, force: true })
  }
}

async function open(): Promise<{ readonly account: Account; readonly moto: MotoPart }> {
  const moto = await startMoto(readdirSync(gaps).map((name) => join(gaps, name)))
  const folder = prepareFolder(await builtLambdas())
  const env = {
    AWS_ENDPOINT_URL: moto.url,
    AWS_ACCESS_KEY_ID: credentials.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    TF_VAR_bundles_dir: join(folder, 'bundles'),
    TF_VAR_page_dir: join(folder, 'page'),
  }
  const run = (seconds: number, ...args: string[]) => terraformOrThrow(folder, args, { seconds, env })
  const timed = async (seconds: number, ...args: string[]) => {
    const began = Date.now()
    await run(seconds, ...args)
    return (Date.now() - began) / 1000
  }
  try {
    const json = { Name: apiKeys.name, Type: 'SecureString', Value: apiKeys.value }
    await ask(moto.url, { service: 'ssm', target: 'AmazonSSM.PutParameter', json })
    await run(120, 'init')
    const plan = await timed(180, 'plan', '-out=plan', '-parallelism=20')
    const planText = await run(60, 'show', '-json', 'plan')
    const apply = await timed(400, 'apply', '-parallelism=20', 'plan')
    const account: Account = {
      url: moto.url,
      folder,
      env,
      planned: JSON.parse(planText) as JsonObject,
      applied: JSON.parse(await run(60, 'show', '-json')) as JsonObject,
      stored: { state: readFileSync(join(folder, 'terraform.tfstate'), 'utf8'), plan: planText },
      seconds: { plan, apply },
    }
    return { account, moto }
  } catch (fault) {
    await moto.stop()
    rmSync(folder, { recursive: true, force: true })
    throw fault
  }
}

/** The configuration, with the bundles that it deploys and a page of two files. */
function prepareFolder(lambdas: string): string {
  const runs = join(root, '.cache/terraform')
  mkdirSync(runs, { recursive: true })
  const folder = mkdtempSync(join(runs, 'run-'))
  cpSync(configuration, join(folder, 'main.tf'))
  writeBundles(lambdas, join(folder, 'bundles'))
  mkdirSync(join(folder, 'page/assets'), { recursive: true })
  writeFileSync(join(folder, 'page/index.html'), '<!doctype html><title>board</title>')
  writeFileSync(join(folder, 'page/assets/app.js'), '// the page')
  return folder
}
