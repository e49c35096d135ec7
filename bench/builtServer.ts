import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

/** The built server in a process of its own, so that its CPU and memory are its own. */
export class BuiltServer {
  readonly url: string
  readonly ws: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.url = url
    this.ws = `${url.replace(/^http/, 'ws')}/ws`
  }

  /** `nodeFlags`: for Node itself. */
  static async start(flags: readonly string[] = [], nodeFlags: readonly string[] = []): Promise<BuiltServer> {
    const stdio: ['ignore', 'ignore', 'pipe'] = ['ignore', 'ignore', 'pipe']
    const args = [...nodeFlags, program, 'serve', '--port', '0', '--log-level', 'info', ...flags]
    const child = spawn(process.execPath, args, { stdio })
    if (child.stderr === null) throw new Error('no standard error')
    for await (const line of createInterface({ input: child.stderr })) {
      if (!line.includes('"listening"')) continue
      child.stderr.resume()
      return new BuiltServer(child, (JSON.parse(line) as { url: string }).url)
    }
    throw new Error(`the server ended with ${child.exitCode} before it listened: npm run build`)
  }

  /** A figure of `/metrics`, by its whole name. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text()
    const line = text.split('\n').find((l) => l.startsWith(`${name} `))
    if (line === undefined) throw new Error(`no metric ${name}`)
    return Number(line.slice(name.length + 1))
  }

  /** Seconds of CPU, user and system, since it started. */
  cpu(): Promise<number> {
    return this.metric('process_cpu_seconds_total')
  }

  rss(): Promise<number> {
    return this.metric('process_resident_memory_bytes')
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    if (this.#child.exitCode === null) await once(this.#child, 'exit')
  }
}
