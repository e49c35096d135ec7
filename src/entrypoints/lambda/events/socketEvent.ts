import * as z from 'zod'

const text = z.record(z.string(), z.string().nullish()).nullish()
const lists = z.record(z.string(), z.array(z.string()).nullish()).nullish()

/** What is read of API Gateway's events for the routes of a WebSocket API, and for its authorizer. */
export const socketEvent = z.object({
  methodArn: z.string().optional(),
  headers: text,
  multiValueHeaders: lists,
  queryStringParameters: text,
  multiValueQueryStringParameters: lists,
  body: z.string().nullish(),
  requestContext: z.object({
    connectionId: z.string().min(1),
    apiId: z.string().min(1),
    connectedAt: z.number().optional(),
    authorizer: z.unknown().optional(),
  }),
})
export type SocketEvent = z.output<typeof socketEvent>

/** By names in lower case: how they are spelled differs from client to client. Values of one name are joined by commas. */
export function headersOf({ headers, multiValueHeaders }: SocketEvent): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of Object.entries(headers ?? {})) if (value != null) found.set(name.toLowerCase(), value)
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    if (values != null) found.set(name.toLowerCase(), values.join(','))
  }
  return found
}

/** As API Gateway decoded them; each value of a name that was given several times. */
export function parametersOf(event: SocketEvent): readonly (readonly [name: string, value: string])[] {
  const lists = Object.entries(event.multiValueQueryStringParameters ?? {})
  if (lists.length > 0) return lists.flatMap(([name, values]) => (values ?? []).map((value) => [name, value] as const))
  return Object.entries(event.queryStringParameters ?? {}).flatMap(([name, value]) =>
    value == null ? [] : [[name, value] as const],
  )
}
