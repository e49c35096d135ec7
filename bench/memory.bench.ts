// Memory of an idle connection, and of a document with all that finds it.
import { BuiltServer } from './builtServer.js'
import { printTable, round } from './figures.js'
import { saturate } from './producer.js'
import { Viewers } from './viewers.js'

async function settled(server: BuiltServer): Promise<number> {
  // Resident memory moves in steps: the smallest of a few looks is what is really held.
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < 10; i++) {
    least = Math.min(least, await server.rss())
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return least
}

const rows: Record<string, string>[] = []
{
  const server = await BuiltServer.start()
  const crowd = new Viewers()
  await crowd.add(server.ws, 1000)
  const before = await settled(server)
  const count = 5000
  await crowd.add(server.ws, count)
  const after = await settled(server)
  rows.push({ what: 'idle connection', count: round(count), 'KB each': round((after - before) / count / 1024, 1) })
  crowd.close()
  await server.stop()
}
{
  const server = await BuiltServer.start(['--max-documents', '1000000', '--max-bytes', '4GB'])
  await saturate(server.url, 'POST /events', 50_000, 'bench')
  const before = await settled(server)
  const count = 250_000
  await saturate(server.url, 'POST /events', count, 'bench')
  const after = await settled(server)
  rows.push({
    what: 'document of 300 bytes',
    count: round(count),
    'KB each': round((after - before) / count / 1024, 2),
  })
  await server.stop()
}
printTable('Resident memory of the server process', rows)
