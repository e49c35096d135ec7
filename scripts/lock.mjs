// npm run lock: puts back into package-lock.json what npm leaves out where a registry does not hold the binaries of other
// platforms. `npm ci` refuses a lockfile that lacks them, though it never installs them: run it after `npm install`.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'

const file = join(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8'))
const missing = missingOptional(lock.packages)
for (const [path, entry] of missing) lock.packages[path] = entry
const [own, ...rest] = Object.entries(lock.packages)
// npm's own order, so that its next run changes nothing.
rest.sort(([a], [b]) => a.localeCompare(b, 'en'))
if (missing.length > 0)
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries([own, ...rest]) }, null, 2)}\n`)
console.log(`${missing.length} entries put back`)

function missingOptional(packages) {
  return Object.values(packages).flatMap(({ optionalDependencies = {}, dev }) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => packages[`node_modules/${name}`] === undefined)
      .map(([name, version]) => [`node_modules/${name}`, entryOf(name, version, dev)]),
  )
}

function entryOf(name, version, dev) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${name} ${version}: only exact versions can be put back`)
  const words = name.split(/[/-]/)
  const one = (known) => known.filter((word) => words.includes(word))
  const os = one(['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'])
  const cpu = one(['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'])
  if (os.length !== 1 || cpu.length !== 1) throw new Error(`${name}: which platform is it for?`)
  const isMusl = words.some((word) => word.startsWith('musl'))
  const isGnu = words.some((word) => word.startsWith('gnu'))
  return {
    version,
    cpu,
    ...(dev ? { dev } : {}),
    ...(isMusl ? { libc: ['musl'] } : isGnu ? { libc: ['glibc'] } : {}),
    optional: true,
    os,
  }
}
