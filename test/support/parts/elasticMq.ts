import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { eventually } from '../eventually.js'

const place = fileURLToPath(new URL('../../../.cache/parts/elasticmq/', import.meta.url))

export interface ElasticMqPart {
  readonly url: string
  stop(): Promise<void>
}

/**
 * SQS on a free port, with its strict limits but those of before 2026: 256 KiB for a message and for a batch. Empty;
 * tests make their queues. It stops with this process, whatever happens to it, since its standard input ends then.
 */
export async function startElasticMq(): Promise<ElasticMqPart> {
  const java = ['-Xms32m', '-Xmx192m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
  const classes = ['-cp', `${join(place, 'classes')}:${join(place, 'lib/*')}`, 'SqsNode']
  const child = spawn('java', [...java, ...classes], { stdio: ['pipe', 'pipe', 'pipe'] })
  let words = ''
  const hear = (text: unknown) => {
    words = `${words}${text}\n`.slice(-4_000)
  }
  child.stderr.on('data', hear)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()))
  const port = await new Promise<string | undefined>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('PORT ')) resolve(line.slice(5))
      else hear(line)
    })
    void ended.then(() => resolve(undefined))
  })
  if (port === undefined) throw new Error(`ElasticMQ did not start; npm test fetches what it wants. It said: ${words}`)
  const url = `http://127.0.0.1:${port}`
  await eventually(
    'ElasticMQ answers',
    () =>
      fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      ),
    60_000,
  )
  return {
    url,
    async stop() {
      child.stdin.end()
      await ended
    },
  }
}
