import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const parts = fileURLToPath(new URL('../../../.cache/parts/', import.meta.url))

export interface JavaServerOptions {
  /** Its folder among the parts, with the compiled launcher and its jars. */
  readonly part: string
  readonly main: string
  /** Such as `-Xmx192m`. */
  readonly memory: readonly string[]
  readonly args?: readonly string[]
  /** Begins the line on standard output that says where it listens. */
  readonly says: string
}

/**
 * A launcher of the project's own, once it has said where it listens. It stops with this process, whatever happens to
 * it, since its standard input ends then.
 */
export async function startJavaServer(
  options: JavaServerOptions,
): Promise<{ readonly said: string; stop(): Promise<void> }> {
  const { args = [], main, memory, part, says } = options
  const place = join(parts, part)
  const java = [...memory, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
  const classes = ['-cp', `${join(place, 'classes')}:${join(place, 'lib/*')}`, main]
  const child = spawn('java', [...java, ...classes, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  let words = ''
  const hear = (text: unknown) => {
    words = `${words}${text}\n`.slice(-4_000)
  }
  child.stderr.on('data', hear)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()))
  const stop = async () => {
    child.stdin.end()
    await ended
  }
  const said = await new Promise<string | undefined>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith(says)) resolve(line.slice(says.length))
      else hear(line)
    })
    void ended.then(() => resolve(undefined))
  })
  if (said !== undefined) return { said, stop }
  await stop()
  throw new Error(`${part} did not start; npm test fetches what it wants. It said: ${words}`)
}
