import { spawn } from 'node:child_process'
import { terraformEnvironment } from '../../../scripts/prepare/terraform.mjs'

export interface Ran {
  /** Undefined: it took too long, and was stopped. */
  readonly code: number | undefined
  readonly stdout: string
  /** Both streams, for a person. */
  readonly words: string
}

/**
 * Terraform in one folder, with the providers of this machine where it has some. One that takes longer than `seconds` is
 * interrupted, upon which it writes its state and ends.
 */
export function terraform(
  folder: string,
  args: readonly string[],
  options: { readonly seconds: number; readonly env?: Readonly<Record<string, string>> },
): Promise<Ran> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...terraformEnvironment(), ...options.env }
  const child = spawn('terraform', [`-chdir=${folder}`, ...args, '-no-color'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, words] = ['', '']
  child.stdout.on('data', (chunk) => {
    stdout += chunk
    words += chunk
  })
  child.stderr.on('data', (chunk) => {
    words += chunk
  })
  const timers = [
    setTimeout(() => child.kill('SIGINT'), options.seconds * 1000),
    setTimeout(() => child.kill('SIGKILL'), options.seconds * 1000 + 20_000),
  ]
  const stop = () => child.kill('SIGKILL')
  process.once('exit', stop)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      for (const timer of timers) clearTimeout(timer)
      process.off('exit', stop)
      resolve({ code: code ?? undefined, stdout, words })
    })
  })
}

/** The same, for what has to succeed; answers its standard output. */
export async function terraformOrThrow(...[folder, args, options]: Parameters<typeof terraform>): Promise<string> {
  const { code, stdout, words } = await terraform(folder, args, options)
  if (code !== 0) throw new Error(`terraform ${args[0]} ended with ${code}:\n${words.slice(-6_000)}`)
  return stdout
}
