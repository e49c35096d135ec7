import { HttpServer, type HttpServerOptions } from '../../adapters/node/doctor/httpServer.js'
import type { ExaminedServer } from '../../ports/examinedServer.js'

/** A server as the doctor meets it. */
export function serverToExamine(options: HttpServerOptions): ExaminedServer {
  return new HttpServer(options)
}
