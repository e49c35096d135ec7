import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'
import { aptInstall, findProgram } from './apt.mjs'

const sources = join(root, 'test/parts')
const cache = join(root, '.cache/parts')
const copying = 'org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies'

/**
 * Fetches the servers that tests run on Java: of each folder `test/parts/<part>` with a `pom.xml`, its jars go to
 * `.cache/parts/<part>/lib`, and what its `*.java` files compile to goes to `classes` beside it. Does nothing where
 * both stand already, made from the same files.
 */
export function prepareJars() {
  const parts = readdirSync(sources).filter((part) => readdirSync(join(sources, part)).includes('pom.xml'))
  const missing = parts.filter((part) => stampOf(part) !== readStamp(part))
  if (missing.length === 0) return
  const why = `Java is not here, so the tests that want ${missing.join(', ')} will fail.`
  if (!['javac', 'mvn'].every(findProgram)) aptInstall(why, 'default-jdk-headless', 'maven')
  if (!['javac', 'mvn'].every(findProgram)) return
  for (const part of missing) makePart(part)
}

/** Made beside its place and then moved there: whoever runs at the same time sees all of it, or nothing. */
function makePart(part) {
  console.log(`Fetching the jars of ${part} from Maven's repository (the first time, up to a minute): mvn`)
  const began = Date.now()
  const from = join(sources, part)
  mkdirSync(cache, { recursive: true })
  const made = mkdtempSync(join(cache, `.${part}-`))
  try {
    const lib = join(made, 'lib')
    run('mvn', '-B', '-q', '-f', join(from, 'pom.xml'), copying, '-DincludeScope=runtime', `-DoutputDirectory=${lib}`)
    const code = javaFiles(part).map((name) => join(from, name))
    if (code.length > 0) run('javac', '-nowarn', '-cp', join(lib, '*'), '-d', join(made, 'classes'), ...code)
    writeFileSync(join(made, 'stamp'), stampOf(part))
    const place = join(cache, part)
    rmSync(place, { recursive: true, force: true })
    renameSync(made, place)
    console.log(`Fetched ${part} in ${((Date.now() - began) / 1000).toFixed(0)} s`)
  } catch (error) {
    rmSync(made, { recursive: true, force: true })
    // Somebody else may have put it there first.
    if (stampOf(part) !== readStamp(part)) console.log(`${part} could not be fetched: ${error.message}`)
  }
}

function run(program, ...args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${program} failed:\n${stdout}${stderr}`)
}

function stampOf(part) {
  const hash = createHash('sha256')
  for (const name of ['pom.xml', ...javaFiles(part)]) hash.update(name).update(readFileSync(join(sources, part, name)))
  return hash.digest('hex')
}

function javaFiles(part) {
  return readdirSync(join(sources, part))
    .filter((name) => name.endsWith('.java'))
    .sort()
}

function readStamp(part) {
  try {
    return readFileSync(join(cache, part, 'stamp'), 'utf8')
  } catch {
    return
  }
}
