import { gzipSync } from 'node:zlib'
import { bundle } from './bundle.mjs'

/** kB of gzip that an entry may have: the core, and what is loaded beside it. */
const limits = { index: 8, 'endpoints/index': 1.5 }

/** Bytes of an entry's bundle, gzipped. */
async function sizeOf(entry) {
  const { outputFiles } = await bundle([entry], { write: false })
  const code = outputFiles.find((file) => file.path.endsWith('.js'))
  return gzipSync(code.contents, { level: 9 }).length
}

/** Those of the core. */
export const coreSize = () => sizeOf('index')

/** Those of the entry that chooses an endpoint. */
export const endpointsSize = () => sizeOf('endpoints/index')

if (import.meta.url === new URL(process.argv[1], 'file:').href) {
  for (const [entry, limit] of Object.entries(limits)) {
    const kB = (await sizeOf(entry)) / 1000
    const name = ['@deltaboard/client', ...entry.split('/').slice(0, -1)].join('/')
    console.log(`${name}: ${kB.toFixed(2)} kB gzip of ${limit} kB`)
    if (kB > limit) process.exitCode = 1
  }
}
