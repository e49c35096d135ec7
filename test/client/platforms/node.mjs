// node node.mjs <built SDK> <URL> <channel> <ws>: a visit, told as lines of JSON; a line on standard input ends it.
import { pathToFileURL } from 'node:url'
import { visit } from './visit.mjs'

const [, , built, url, channel, ws] = process.argv
const sdk = await import(pathToFileURL(built).href)
// Where there is one, the platform's own WebSocket is used.
const options = globalThis.WebSocket ? {} : { WebSocket: (await import(pathToFileURL(ws).href)).WebSocket }
const end = visit(sdk, { url, random: () => 0.1, ...options }, channel, (said) => console.log(JSON.stringify(said)))
// Nothing of the SDK's may keep the process after this.
process.stdin.once('data', () => {
  process.stdin.pause()
  end()
})
