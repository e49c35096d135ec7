import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const place = fileURLToPath(new URL('../../../.cache/parts/opensearch/', import.meta.url))

export interface OpenSearchPart {
  readonly url: string
  stop(): Promise<void>
}

/**
 * A real OpenSearch node on a free port, ready for requests. `settings` are the server's own, by their names. It stops
 * with this process, whatever happens to it, since its standard input ends then.
 */
export async function startOpenSearch(settings: Readonly<Record<string, string>> = {}): Promise<OpenSearchPart> {
  const home = await mkdtemp(join(tmpdir(), 'deltaboard-opensearch-'))
  const java = ['-Xms512m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
  const classes = ['-cp', `${join(place, 'classes')}:${join(place, 'lib/*')}`, 'OsNode']
  const told = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  const child = spawn('java', [...java, ...classes, home, ...told], { stdio: ['pipe', 'pipe', 'pipe'] })
  let words = ''
  child.stderr.on('data', (chunk) => {
    words = `${words}${chunk}`.slice(-4_000)
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()))
  const stop = async () => {
    child.stdin.end()
    await ended
    await rm(home, { recursive: true, force: true })
  }
  const url = await new Promise<string | undefined>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('READY ')) resolve(line.slice(6))
    })
    void ended.then(() => resolve(undefined))
  })
  if (url !== undefined) return { url, stop }
  await stop()
  throw new Error(`OpenSearch did not start; npm test fetches what it wants. It said: ${words}`)
}
