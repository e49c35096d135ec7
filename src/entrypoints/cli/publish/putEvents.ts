import type { Entry } from './entry.js'

/** What became of one entry. */
export type Answer = 'ok' | { readonly code: string; readonly message: string }

/** A call of PutEvents: an answer an entry, in order, or why there is none at all. */
export type PutEvents = (entries: readonly Entry[]) => Promise<readonly Answer[] | CallFault>

export interface CallFault {
  /** `entries`: the call as such is not acceptable, perhaps for one of its entries. `access`: nobody is let in so. */
  readonly fault: 'unreachable' | 'access' | 'entries' | 'passing'
  readonly message: string
}

export interface Destination {
  /** Undefined: AWS, as its own environment and files configure it. */
  readonly endpoint: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Of the bus, where it is known better than the environment knows it. */
  readonly region?: string
}

/** PutEvents through the AWS SDK, which is loaded only now: it is the largest of all packages. */
export async function eventBridge({ endpoint, env, region }: Destination): Promise<PutEvents> {
  // It warns of the Node that it will want one day: that is for who packages this command, not for who runs it.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge')
  const isOwn = endpoint !== undefined || Boolean(env['AWS_ENDPOINT_URL_EVENTBRIDGE'] || env['AWS_ENDPOINT_URL'])
  const hasCredentials = Boolean(env['AWS_ACCESS_KEY_ID'] || env['AWS_PROFILE'])
  const client = new EventBridgeClient({
    ...(endpoint === undefined ? {} : { endpoint }),
    // A server of one's own has no region, and, where it is open, reads no signature.
    ...(isOwn && !env['AWS_REGION'] ? { region: 'us-east-1' } : {}),
    ...(region === undefined ? {} : { region }),
    ...(isOwn && !hasCredentials ? { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } } : {}),
    maxAttempts: 3,
  })
  return async (entries) => {
    try {
      const answer = await client.send(new PutEventsCommand({ Entries: entries.map(spelled) }))
      return entries.map((_, i) => {
        const { ErrorCode: code, ErrorMessage: message } = answer.Entries?.[i] ?? { ErrorCode: 'NoAnswer' }
        return code === undefined ? 'ok' : { code, message: message ?? '' }
      })
    } catch (fault) {
      return callFault(fault)
    }
  }
}

function spelled(entry: Entry) {
  return {
    Source: entry.source,
    DetailType: entry.detailType,
    Detail: entry.detail,
    ...(entry.time === undefined ? {} : { Time: new Date(entry.time) }),
    ...(entry.bus === undefined ? {} : { EventBusName: entry.bus }),
  }
}

interface SdkFault {
  readonly name?: string
  readonly code?: string
  readonly message?: string
  readonly errors?: readonly { readonly message?: string }[]
  readonly $metadata?: { readonly httpStatusCode?: number }
}

function callFault(thrown: unknown): CallFault {
  const fault = thrown as SdkFault
  const message = fault.message || fault.errors?.[0]?.message || String(fault.name ?? thrown)
  const status = fault.$metadata?.httpStatusCode
  if (/Credentials|Token|Region is missing/.test(`${fault.name} ${fault.message}`)) return { fault: 'access', message }
  if (status === undefined) return { fault: 'unreachable', message: `${fault.code ?? fault.name}: ${message}` }
  const said = `${fault.name}: ${message}`
  if (status === 401 || status === 403 || /AccessDenied|Signature|UnrecognizedClient/.test(fault.name ?? '')) {
    return { fault: 'access', message: said }
  }
  if (status >= 500 || status === 429 || /Throttl/.test(fault.name ?? '')) return { fault: 'passing', message: said }
  return { fault: 'entries', message: said }
}
