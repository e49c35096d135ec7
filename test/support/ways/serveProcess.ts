import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { builtApp, claim } from '../../../scripts/build/store.mjs'
import { root } from '../../../scripts/root.mjs'
import { eventually } from '../eventually.js'

export interface ServeProcess {
  readonly url: string
  readonly port: number
  readonly child: ChildProcess
  /** The end of what it logged. */
  log(): string
  running(): boolean
  /** As a crash does it: at once, and nothing is said to anybody. */
  kill(): Promise<void>
  /** Ends it as an operator would, and answers its exit code. */
  stop(): Promise<number | null>
}

const here = globalThis as { deltaboardCommand?: Promise<string> }

/** The built command, built if it is stale: once in this process, whatever asks for it, and kept while it runs. */
export function builtCommand(): Promise<string> {
  here.deltaboardCommand ??= builtApp().then((folder: string) => {
    claim(folder)
    return join(folder, 'cli.js')
  })
  return here.deltaboardCommand
}

/** `deltaboard serve` as people run it: the built command, in a process of its own, on a free port. */
export async function startServeProcess(
  flags: readonly string[],
  command?: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ServeProcess> {
  const args = ['--no-warnings', command ?? (await builtCommand()), 'serve', '--port', '0', ...flags]
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const abandoned = () => child.kill('SIGKILL')
  process.once('exit', abandoned)
  let [out, log] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    log = `${log}${chunk}`.slice(-20_000)
  })
  const running = () => child.exitCode === null && child.signalCode === null
  const end = async (signal: NodeJS.Signals) => {
    process.removeListener('exit', abandoned)
    if (running()) {
      child.kill(signal)
      await once(child, 'exit')
    }
  }
  const found = await eventually(
    'the server listens',
    () => {
      if (!running()) throw new Error(`the server ended with ${child.exitCode}: ${log}`)
      return /ready at \S+?:(\d+)/.exec(out) ?? undefined
    },
    60_000,
  )
  return {
    url: `http://127.0.0.1:${found[1]}`,
    port: Number(found[1]),
    child,
    log: () => log,
    running,
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM')
      return child.exitCode
    },
  }
}
