import { eventually } from '../eventually.js'
import { startJavaServer } from './javaServer.js'

interface ElasticMqPart {
  readonly url: string
  stop(): Promise<void>
}

/**
 * SQS on a free port. `strict`: with its limits, but those of before 2026: 256 KiB for a message and for a batch.
 * `relaxed`: with none; who uses it keeps today's. Empty; tests make their queues.
 */
export async function startElasticMq(limits: 'strict' | 'relaxed' = 'strict'): Promise<ElasticMqPart> {
  const memory = ['-Xms32m', '-Xmx192m']
  const { said: port, stop } = await startJavaServer({
    part: 'elasticmq',
    main: 'SqsNode',
    memory,
    args: [limits],
    says: 'PORT ',
  })
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
  return { url, stop }
}
