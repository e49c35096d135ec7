import type { ExaminedCloud, Untold } from '../../ports/examinedCloud.js'
import { broken, type Look, unasked, well } from './hops.js'

type Told<K extends keyof ExaminedCloud> = ExaminedCloud[K] extends (...asked: never[]) => infer A ? Awaited<A> : never

/** Missing is broken; what the caller may not ask is no fault of the installation. */
function untoldLook({ untold, why }: Untold, what: string, mend: string): Look {
  if (untold === 'denied') return unasked(`these credentials may not ask: ${why}`)
  return broken(untold === 'missing' ? `${what} is not there` : `${what} does not answer: ${why}`, mend)
}

function isUntold(told: object): told is Untold {
  return 'untold' in told
}

export function callerLook(told: Told<'caller'>): Look {
  if (!isUntold(told)) return well(`account ${told.account}`)
  const mend = 'give credentials of this account: AWS_PROFILE, AWS_ACCESS_KEY_ID and its kin, or a role; and AWS_REGION'
  return broken(`AWS does not accept these credentials: ${told.why}`, mend)
}

export function busLook(told: Told<'bus'>): Look {
  return isUntold(told)
    ? untoldLook(told, 'the bus', 'terraform apply makes it; look at Region and account')
    : well('there')
}

export function ruleLook(told: Told<'rule'>, queueArn: string | undefined): Look {
  if (isUntold(told)) return untoldLook(told, 'the rule', 'terraform apply makes it')
  if (!told.enabled)
    return broken('the rule is disabled: what is put on its bus goes nowhere', 'aws events enable-rule')
  if (told.targets.length === 0) return broken('the rule has no target', 'terraform apply gives it its queue again')
  if (queueArn !== undefined && !told.targets.includes(queueArn)) {
    return broken('the rule has a target, which is not the queue', 'terraform apply gives it its queue again')
  }
  return well('enabled')
}

export function queueLook(told: Told<'queue'>): Look {
  if (isUntold(told)) return untoldLook(told, 'the queue', 'terraform apply makes it')
  return well(told.waiting === 0 ? 'empty' : `${told.waiting} messages`)
}

export function mappingLook(told: Told<'mappings'>, queueArn: string | undefined): Look {
  if (isUntold(told)) return untoldLook(told, 'the mapping', 'terraform apply makes it')
  const mapping = told.find(({ from }) => queueArn === undefined || from === queueArn)
  if (mapping === undefined)
    return broken('nothing feeds the function from its queue', 'terraform apply makes the mapping')
  if (mapping.state !== 'Enabled') {
    return broken(`the mapping is ${mapping.state}: messages wait`, 'aws lambda update-event-source-mapping --enabled')
  }
  if (mapping.reports) return well('enabled')
  return broken(
    'the mapping does not report single failures: one bad message repeats ten',
    'set ReportBatchItemFailures',
  )
}

export function functionLook(told: Told<'function'>): Look {
  if (isUntold(told)) return untoldLook(told, 'the function', 'terraform apply makes it')
  if (told.state === 'Active') return well('active')
  return broken(`the function is ${told.state}: ${told.why}`, 'read the reason; deploy it again')
}

export function callLook(told: Told<'call'>): Look {
  if (isUntold(told)) return untoldLook(told, 'the function', 'terraform apply makes it')
  if (told.failed === undefined) return well('took an empty batch')
  return broken(
    `it fails with an empty batch: ${told.failed}`,
    'read its log: a variable of its environment, or a bundle',
  )
}

export function tableLook(told: Told<'table'>): Look {
  if (isUntold(told))
    return untoldLook(told, 'the table', 'terraform apply makes it; who is connected has to come again')
  if (told.status !== 'ACTIVE') return broken(`the table is ${told.status}`, 'wait for it, or look at its alarms')
  return told.expires
    ? well('active')
    : broken('rows do not expire: TTL is off', 'switch TTL on for the attribute `ttl`')
}

export function templateLook(told: Told<'index'>): Look {
  if (isUntold(told))
    return untoldLook(told, 'the index', 'see that the domain runs, and that this machine may reach it')
  return told.template ? well('there') : broken('the index template is missing', 'invoke the function `prepare`')
}

export function writableLook(told: Told<'index'>): Look {
  if (isUntold(told)) return unasked('the index does not tell')
  if (told.ill !== undefined) return broken(`the index is not well: ${told.ill}`, 'see to its shards and disks')
  if (told.blocked === undefined) return well('no block')
  const mend = 'find out who set it; read_only_allow_delete means that a disk is full: make room, then lift it'
  return broken(`writing is blocked: ${told.blocked}`, mend)
}
