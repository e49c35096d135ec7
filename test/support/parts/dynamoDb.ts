import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { eventually } from '../eventually.js'

const place = fileURLToPath(new URL('../../../.cache/parts/dynamodb/', import.meta.url))

export interface DynamoDbPart {
  readonly url: string
  stop(): Promise<void>
}

/** DynamoDB Local in memory, on a free port, ready for requests. Its tables are gone when it stops. */
export async function startDynamoDb(): Promise<DynamoDbPart> {
  const port = await freePort()
  const java = ['java', '-Xms128m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', `${place}lib/*`]
  const main = 'software.amazon.dynamodb.services.local.main.ServerRunner'
  const server = [...java, main, '-inMemory', '-port', String(port), '-disableTelemetry']
  const child = spawn('sh', ['-c', untilInputEnds, 'sh', ...server], { stdio: ['pipe', 'ignore', 'pipe'] })
  let words = ''
  child.stderr.on('data', (chunk) => {
    words = `${words}${chunk}`.slice(-4_000)
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()))
  const stop = async () => {
    child.stdin.end()
    await ended
  }
  const url = `http://127.0.0.1:${port}`
  try {
    await eventually('DynamoDB Local answers', () => answers(url), 60_000)
  } catch (error) {
    await stop()
    throw new Error(`DynamoDB Local did not start; npm test fetches what it wants. ${error} It said: ${words}`)
  }
  return { url, stop }
}

/** The server does not watch its input: a shell does, which ends with this process, whatever happens to it. */
const untilInputEnds = '"$@" </dev/null & read -r _; kill -9 $!'

/** Whatever it answers to a request without a signature: it is there. */
function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    async (response) => {
      await response.arrayBuffer()
      return true
    },
    () => false,
  )
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
