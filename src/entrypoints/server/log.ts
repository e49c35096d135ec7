import { type DestinationStream, type Logger, pino } from 'pino'

/** Whatever somebody logs one day by mistake, these never appear. */
const secrets = [
  'authorization',
  'x-api-key',
  'sec-websocket-protocol',
  'token',
  'key',
  'secretAccessKey',
  'detail',
  'body',
]

/**
 * Structured JSON logs: one object a line, on standard error unless told otherwise. No event body and no credential is
 * given to it, and paths that could hold one are redacted.
 */
export function createLog(level: string, to: DestinationStream = pino.destination({ dest: 2, sync: false })): Logger {
  const paths = secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])
  return pino({ level, base: null, redact: { paths, censor: '[redacted]' }, serializers: { err: faultOf } }, to)
}

/** An error without what a parser quotes from its input. */
function faultOf(fault: unknown): unknown {
  if (!(fault instanceof Error)) return { type: typeof fault }
  const quotes = fault instanceof SyntaxError
  const code = (fault as { code?: unknown }).code
  return {
    type: fault.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: quotes ? 'malformed input' : fault.message,
    stack: quotes ? undefined : fault.stack,
  }
}
