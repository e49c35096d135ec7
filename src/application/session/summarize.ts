import { parseTime } from '../../domain/event/time.js'
import type { FieldType, Schema } from '../../domain/fields.js'
import { ok, type Result, refuse } from '../../domain/refusal.js'
import { bucketStart, parseInterval } from '../../domain/summary/intervals.js'
import type { Summary, SummaryRequest } from '../../domain/summary/summary.js'
import { messageLimits, type SummarizeRequest } from '../../domain/wire/clientMessage.js'
import { summaryMessage } from '../../domain/wire/outlines.js'
import { itemOf, type Outline } from '../../domain/wire/pack.js'
import type { Connection } from '../../ports/connection.js'
import type { Answers } from './answers.js'
import { fitSummary } from './fitSummary.js'
import type { SessionParts } from './parts.js'
import { planQuery } from './planQuery.js'

/** The past of a chart: counts by time, by value, and by size. */
export async function summarize(
  parts: SessionParts,
  answers: Answers,
  connection: Connection,
  request: SummarizeRequest,
): Promise<void> {
  const planned = planQuery(request.query, connection.identity.claims, parts.access)
  if (!planned.ok) return answers.error(connection, planned.refusal, request.ref)
  const asked = summaryRequest(request, parts.schema, parts.clock.now())
  if (!asked.ok) return answers.error(connection, asked.refusal, request.ref)
  await parts.catchUp.caughtUp()
  const summary = await parts.index.summarize(planned.value.where, asked.value)
  await answers.send(connection, outlineOf(request.ref, fitSummary(summary)))
}

const numeric: readonly (FieldType | undefined)[] = ['long', 'double']

function summaryRequest(request: SummarizeRequest, schema: Schema, now: number): Result<SummaryRequest> {
  const from = parseTime(request.from)
  if (!from.ok) return refuse('bad_request', from.refusal.message, 'from')
  const interval = parseInterval(request.interval)
  if (!interval.ok) return refuse('bad_request', interval.refusal.message, 'interval')
  const first = bucketStart(Date.parse(from.value), interval.value)
  if (first > now) return refuse('bad_request', 'lies in the future', 'from')
  if ((now - first) / interval.value >= messageLimits.buckets) {
    const most = messageLimits.buckets
    return refuse('bad_request', `at most ${most} buckets: a later \`from\` or a longer \`interval\``, 'interval')
  }
  const { by, distribution, facets = [] } = request
  if (by !== undefined && schema.fields.get(by) !== 'keyword') {
    return refuse('bad_request', 'must be a declared keyword field', 'by')
  }
  if (distribution !== undefined && !numeric.includes(schema.fields.get(distribution))) {
    return refuse('bad_request', 'must be a declared numeric field', 'distribution')
  }
  for (const [i, field] of facets.entries()) {
    if (schema.fields.get(field) !== 'keyword') {
      return refuse('bad_request', 'must be a declared keyword field', `facets[${i}]`)
    }
  }
  return ok({
    from: from.value,
    intervalMs: interval.value,
    ...(by === undefined ? {} : { by }),
    ...(distribution === undefined ? {} : { distribution }),
    facets: [...new Set(facets)],
  })
}

function outlineOf(ref: string, { asOf, total, buckets, facets }: Summary): Outline {
  return summaryMessage(ref, buckets.map(itemOf), { asOf, total, ...(facets === undefined ? {} : { facets }) })
}
