import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const python = fileURLToPath(new URL('../../../.cache/python/bin/python', import.meta.url))

const server = `
import logging, sys
for gap in sys.argv[1:]:
    exec(compile(open(gap).read(), gap, "exec"), {"__name__": gap})
from moto.server import ThreadedMotoServer
logging.getLogger("werkzeug").setLevel(logging.ERROR)
moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
moto.start()
print("READY http://%s:%s" % moto.get_host_and_port(), flush=True)
sys.stdin.read()
`

export interface MotoPart {
  readonly url: string
  stop(): Promise<void>
}

/**
 * moto on a free port: EventBridge, whose rules deliver to its own SQS, with full pattern matching. It stops with this
 * process, whatever happens to it, since its standard input ends then. `gaps`: Python files that fill some of moto's, run
 * before it starts.
 */
export async function startMoto(gaps: readonly string[] = []): Promise<MotoPart> {
  const child = spawn(python, ['-c', server, ...gaps], { stdio: ['pipe', 'pipe', 'pipe'] })
  let words = ''
  child.stderr.on('data', (chunk) => {
    words = `${words}${chunk}`.slice(-4_000)
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()))
  const url = await new Promise<string | undefined>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('READY ')) resolve(line.slice(6))
    })
    void ended.then(() => resolve(undefined))
  })
  if (url === undefined) throw new Error(`moto did not start; npm test installs it. It said: ${words}`)
  return {
    url,
    async stop() {
      child.stdin.end()
      await ended
    },
  }
}
