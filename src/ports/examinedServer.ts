import type { LineDead, LineRefused, ProbeLine, Sent } from './probeLine.js'

export type HttpSaid = { readonly status: number; readonly body: unknown } | { readonly unreachable: string }

/**
 * A server as whoever uses it meets it.
 * - No method throws for what the server does or fails to do.
 * - What is answered MUST hold no credential.
 */
export interface ExaminedServer {
  /** Of `/healthz`, `/readyz` (`body` is JSON), `/metrics` (`body` is text). */
  get(path: 'healthz' | 'readyz' | 'metrics'): Promise<HttpSaid>
  send(detail: { readonly [field: string]: string }): Promise<Sent>
  open(): Promise<ProbeLine | LineRefused | LineDead>
}
