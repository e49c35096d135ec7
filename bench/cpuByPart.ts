import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

interface Process {
  readonly parent: number
  readonly command: string
  readonly seconds: number
}

/** Seconds of CPU since each began, of this process (`load`) and of all it started, by the name of their program. */
export function cpuByPart(): Map<string, number> {
  const all = new Map<number, Process>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const process = readProcess(name)
    if (process !== undefined) all.set(Number(name), process)
  }
  const parts = new Map<string, number>()
  for (const [pid, { command, seconds }] of all) {
    if (!isOurs(pid, all)) continue
    const part = pid === process.pid ? 'load' : partOf(command)
    parts.set(part, (parts.get(part) ?? 0) + seconds)
  }
  return parts
}

function isOurs(pid: number, all: ReadonlyMap<number, Process>): boolean {
  for (let at: number | undefined = pid; at !== undefined; at = all.get(at)?.parent) if (at === process.pid) return true
  return false
}

function partOf(command: string): string {
  if (command.includes('java')) return 'OpenSearch'
  return command.includes('redis') ? 'Redis' : 'nodes of deltaboard'
}

/** Undefined of one that ended meanwhile. */
function readProcess(pid: string): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return { parent: Number(fields[1]), command: program, seconds: ticks / ticksPerSecond }
  } catch {
    return undefined
  }
}
