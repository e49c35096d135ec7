import type { ExaminedCloud, FunctionPlace } from '../../ports/examinedCloud.js'
import * as looks from './cloudLooks.js'
import type { Check } from './examine.js'

/** Where the parts of an installation are. What it does not have is left out. */
export interface Installation {
  readonly buses: { readonly events: string; readonly deltas?: string }
  readonly rules: { readonly events: string; readonly deltas?: string }
  readonly queues: { readonly events: string; readonly deltas: string }
  readonly functions: Readonly<Record<string, FunctionPlace>>
  readonly table?: string
}

/** All that can be looked at before an event is sent, in the order of its way; what feeds broadcast right after. */
export function cloudChecks(cloud: ExaminedCloud, its: Installation): readonly Check[] {
  const arns = new Map<string, string>()
  let index: Awaited<ReturnType<ExaminedCloud['index']>> | undefined
  const lane = (topic: 'events' | 'deltas', to: FunctionPlace | undefined): Check[] => {
    const [bus, rule] = [its.buses[topic], its.rules[topic]]
    const queue: Check = {
      hop: 'queue',
      what: topic,
      look: async () => {
        const told = await cloud.queue(its.queues[topic])
        if ('arn' in told) arns.set(topic, told.arn)
        return looks.queueLook(told)
      },
    }
    const own = async () => {
      const told = await cloud.queue(its.queues[topic])
      return 'arn' in told ? told.arn : undefined
    }
    return [
      ...(bus === undefined ? [] : [check('bus', topic, async () => looks.busLook(await cloud.bus(bus)))]),
      ...(bus === undefined || rule === undefined
        ? []
        : [check('rule', topic, async () => looks.ruleLook(await cloud.rule(bus, rule), await own()))]),
      queue,
      ...(to === undefined
        ? []
        : [
            check('mapping', topic, async () => looks.mappingLook(await cloud.mappings(to), arns.get(topic))),
            check('function', to.name, async () => looks.functionLook(await cloud.function(to))),
            check('function', `${to.name} called`, async () => looks.callLook(await cloud.call(to))),
          ]),
    ]
  }
  const others = ['connect', 'message', 'authorizer'].flatMap((name) => its.functions[name] ?? [])
  const { table } = its
  return [
    check('credentials', 'of this command', async () => looks.callerLook(await cloud.caller())),
    ...lane('events', its.functions['ingest']),
    check('template', 'of the index', async () => {
      index = await cloud.index()
      return looks.templateLook(index)
    }),
    check('write', 'of the index', async () => looks.writableLook(index ?? (await cloud.index()))),
    ...lane('deltas', its.functions['broadcast']),
    ...(table === undefined ? [] : [check('table', table, async () => looks.tableLook(await cloud.table(table)))]),
    ...others.map((at) => check('function', at.name, async () => looks.functionLook(await cloud.function(at)))),
  ]
}

function check(hop: Check['hop'], what: string, look: Check['look']): Check {
  return { hop, what, look }
}
