import { ok, type Result, refuse } from '../../../domain/refusal.js'

/** Where a server is: its WebSocket, and the folder of its page. */
export interface Address {
  readonly socket: string
  readonly page: string
}

export const defaultServer = 'http://localhost:8080'

/** Understands the address as people have it: of the page, of the WebSocket, or of an API Gateway stage. */
export function addressOf(text: string): Result<Address> {
  const given = /^\w+:\/\//.test(text) ? text : `http://${text}`
  if (!URL.canParse(given)) return refuse('usage', `${JSON.stringify(text)} is no URL`)
  const url = new URL(given)
  const secure = url.protocol === 'https:' || url.protocol === 'wss:'
  if (!secure && url.protocol !== 'http:' && url.protocol !== 'ws:') {
    return refuse('usage', `${url.protocol}//… is no address of a server: http, https, ws or wss`)
  }
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    return refuse('usage', 'credentials belong into DELTABOARD_KEY or DELTABOARD_TOKEN, not into the URL')
  }
  const isSocket = url.protocol.startsWith('ws')
  const folder = url.pathname.replace(/\/+$/, '')
  const base = isSocket ? folder.replace(/\/ws$/, '') : folder
  return ok({
    // A WebSocket URL is taken as it is: a stage of API Gateway has no /ws.
    socket: `${secure ? 'wss' : 'ws'}://${url.host}${isSocket && folder !== '' ? folder : `${base}/ws`}`,
    page: `${secure ? 'https' : 'http'}://${url.host}${base}/`,
  })
}
