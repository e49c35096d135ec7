import type { PageConfig } from '../state/config.js'

export interface Command {
  readonly name: 'curl' | 'AWS CLI'
  readonly what: string
  /** The command in pieces; together they are what is copied. */
  readonly parts: readonly (readonly [kind: 'plain' | 'field' | 'value', text: string])[]
  readonly after: string
  readonly afterCode: string
}

/** What can be typed to send a first event. `base`: the page's own address, with its last slash. */
export function commandsFor(base: string, { auth, bus }: Pick<PageConfig, 'auth' | 'bus'>): readonly Command[] {
  if (bus !== undefined) return [onAws(bus)]
  const required = auth === 'required'
  const endpoint = base.replace(/\/$/, '')
  return [
    {
      name: 'curl',
      what: 'plain HTTP, a JSON array or one event a line',
      parts: [
        ['plain', 'curl '],
        ['field', `${base}events`],
        [
          'plain',
          ` \\\n  -H 'content-type: application/json' \\\n${required ? "  -H 'x-api-key: YOUR-KEY' \\\n" : ''}  -d '`,
        ],
        [
          'value',
          '[{"service": "checkout", "eventType": "order.placed", "level": "info",\n        "latencyMs": 184, "message": "Order 481207 placed: 3 items"}]',
        ],
        ['plain', "'"],
      ],
      after: 'A refused event is listed with its line and the reason. Answers',
      afterCode: '{"accepted":1,"refused":[]}',
    },
    {
      name: 'AWS CLI',
      what: 'the same call that EventBridge takes',
      parts: [
        ['plain', 'aws events put-events --endpoint-url '],
        ['field', endpoint],
        ['plain', ` \\\n  --region us-east-1${required ? '' : ' --no-sign-request'} \\\n  --entries '`],
        [
          'value',
          '[{"Source": "checkout", "DetailType": "order.placed", "Detail":\n    "{\\"latencyMs\\": 184, \\"message\\": \\"Order 481207 placed: 3 items\\"}"}]',
        ],
        ['plain', "'"],
      ],
      after: required ? 'Signed with a producer key. Any AWS SDK does as well: set' : 'Any AWS SDK does as well: set',
      afterCode: `AWS_ENDPOINT_URL_EVENTBRIDGE=${endpoint}`,
    },
  ]
}

/** On AWS events go to EventBridge itself. */
function onAws({ name, region }: NonNullable<PageConfig['bus']>): Command {
  return {
    name: 'AWS CLI',
    what: 'with credentials that may put events on the bus',
    parts: [
      ['plain', 'aws events put-events --region '],
      ['field', region],
      ['plain', " \\\n  --entries '"],
      [
        'value',
        `[{"EventBusName": "${name}", "Source": "checkout", "DetailType": "order.placed", "Detail":\n    "{\\"latencyMs\\": 184, \\"message\\": \\"Order 481207 placed: 3 items\\"}"}]`,
      ],
      ['plain', "'"],
    ],
    after: 'Any AWS SDK does as well: PutEvents on the bus',
    afterCode: name,
  }
}
