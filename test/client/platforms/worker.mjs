// A visit in a Web Worker.
import * as sdk from './client.js'
import { visit } from './visit.mjs'

let end
self.onmessage = ({ data: { url, channel } }) => {
  if (url) end = visit(sdk, { url, random: () => 0.1 }, channel, (said) => self.postMessage(said))
  else end()
}
