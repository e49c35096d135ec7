import { gzipSync } from 'node:zlib'
import { bundle } from './bundle.mjs'

/** kB of gzip that the core may have. */
const limit = 8

/** Bytes of the core's bundle, gzipped. */
export async function coreSize() {
  const { outputFiles } = await bundle(['index'], { write: false })
  const code = outputFiles.find((file) => file.path.endsWith('.js'))
  return gzipSync(code.contents, { level: 9 }).length
}

if (import.meta.url === new URL(process.argv[1], 'file:').href) {
  const kB = (await coreSize()) / 1000
  console.log(`@deltaboard/client: ${kB.toFixed(2)} kB gzip of ${limit} kB`)
  if (kB > limit) process.exitCode = 1
}
