import type { ExaminedServer } from '../../../ports/examinedServer.js'
import { eventBridge, type PutEvents } from '../publish/putEvents.js'

/** Sends as a producer does who signs: with PutEvents. */
export function signedSend(
  endpoint: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  at: { readonly bus?: string; readonly region?: string } = {},
): ExaminedServer['send'] {
  let put: PutEvents | undefined
  return async ({ service = '', eventType = '', ...detail }) => {
    put ??= await eventBridge({ endpoint, env, ...(at.region === undefined ? {} : { region: at.region }) })
    const entry = { line: 1, text: '', source: service, detailType: eventType, detail: JSON.stringify(detail) }
    const answers = await put([at.bus === undefined ? entry : { ...entry, bus: at.bus }])
    if ('fault' in answers) return { refused: answers.message, access: answers.fault === 'access' }
    const [answer = { code: 'NoAnswer', message: '' }] = answers
    return answer === 'ok' ? 'taken' : { refused: `${answer.code}: ${answer.message}`, access: false }
  }
}
