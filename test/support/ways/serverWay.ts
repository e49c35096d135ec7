import { type makeKeys, producer } from './credentials.js'
import type { Way } from './way.js'

/** What a server at this URL is to those who use it. */
export function serverWay(url: string, { people }: ReturnType<typeof makeKeys>): Way {
  const { accessKeyId, secretAccessKey } = producer
  return { events: { url, accessKeyId, secretAccessKey }, ws: `${url.replace('http', 'ws')}/ws`, people }
}
