import { readFileSync } from 'node:fs'
import { bundle } from '../../../client/scripts/bundle.mjs'

/** The built files of the SDK by entry, and those of a visit. */
export async function builtClient(): Promise<{ readonly sdk: string; readonly files: ReadonlyMap<string, string> }> {
  const { outputFiles = [] } = await bundle(['index'], { write: false })
  const sdk = outputFiles.find(({ path }) => path.endsWith('.js'))?.text ?? ''
  const here = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
  const files = new Map([
    ['/', '<!doctype html><title>A visit</title>'],
    ['/client.js', sdk],
    ['/visit.mjs', here('visit.mjs')],
    ['/worker.mjs', here('worker.mjs')],
  ])
  return { sdk, files }
}
