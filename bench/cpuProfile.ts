import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** A folder for what `--cpu-prof` writes when a process ends. */
export class CpuProfile {
  readonly #folder = mkdtempSync(join(tmpdir(), 'deltaboard-profile-'))

  get nodeFlags(): readonly string[] {
    return ['--cpu-prof', `--cpu-prof-dir=${this.#folder}`]
  }

  /** Shares of the time in which it did something, by function, most first. Removes what was written. */
  shares(): readonly (readonly [name: string, share: number])[] {
    const [file] = readdirSync(this.#folder)
    if (file === undefined) throw new Error('no profile was written')
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(this.#folder, file), 'utf8')) as Profile
    rmSync(this.#folder, { recursive: true })
    const names = new Map(nodes.map(({ id, callFrame: { functionName, url } }) => [id, nameOf(functionName, url)]))
    const times = new Map<string, number>()
    let all = 0
    for (const [i, id] of samples.entries()) {
      const name = names.get(id) ?? ''
      if (name === '(idle)' || name === '(root)') continue
      const time = timeDeltas[i] ?? 0
      all += time
      times.set(name, (times.get(name) ?? 0) + time)
    }
    return [...times].sort(([, a], [, b]) => b - a).map(([name, time]) => [name, time / all])
  }
}

function nameOf(functionName: string, url: string): string {
  return url.startsWith('node:') ? `${functionName || '(anonymous)'} (${url})` : functionName || '(anonymous)'
}
