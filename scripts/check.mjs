// npm run check: all that can be known without running the product. Needs only `npm ci`.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './root.mjs'

const bin = (path) => join(root, 'node_modules', path)
const tsc = (project) => [bin('typescript/bin/tsc'), '--noEmit', '-p', project]

const checks = [
  ['format and lint', [bin('@biomejs/biome/bin/biome'), 'ci', '--colors=off', '--error-on-warnings', '.']],
  ['types', tsc('tsconfig.json')],
  ['types of the domain', tsc('src/domain/tsconfig.json')],
  ['types of the client', tsc('client/tsconfig.json')],
  ['types of the page', tsc('web/tsconfig.json')],
  ['import directions', ['--import', 'tsx', 'scripts/imports/main.ts']],
  ['dead code', [bin('knip/bin/knip.js')]],
]

const failed = []
const left = [...checks]
await Promise.all([worker(), worker()])
console.log(`${checks.length - failed.length} of ${checks.length} checks passed`)
if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

async function worker() {
  for (let next = left.shift(); next !== undefined; next = left.shift()) {
    const [name, args] = next
    const started = Date.now()
    const { code, output } = await run(args)
    const seconds = ((Date.now() - started) / 1000).toFixed(1)
    if (code !== 0) failed.push(name)
    console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
    if (code !== 0) console.log(output.replace(/^/gm, '     '))
  }
}

/** Output is held back, so that two checks at a time do not mix theirs. */
function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text) => {
        output += text
      })
    }
    child.on('error', (fault) => resolve({ code: 1, output: String(fault) }))
    child.on('close', (code) => resolve({ code, output }))
  })
}
