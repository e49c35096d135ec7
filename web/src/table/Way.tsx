import type { Hit } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import type { Json } from '../../../src/domain/json.js'
import type { Step } from '../state/versions.js'
import type { Watch } from '../state/watch.js'
import { grouped, text } from './cells.js'

/** When the event happened, was indexed and painted, and the versions that the page saw. */
export function Way({ watch, hit }: { readonly watch: Watch | undefined; readonly hit: Hit }) {
  const happened = Date.parse(hit['@timestamp'])
  const indexed = Date.parse(hit.ingestedAt)
  const painted = watch?.paintedAt(keyOf(hit))
  const steps = watch?.versions.of(keyOf(hit)) ?? []
  return (
    <div class="way">
      <h2>On its way</h2>
      <ol>
        <Moment label="happened" at={happened} />
        <Moment label={`indexed${later(indexed - happened)}`} at={indexed} />
        {painted !== undefined && <Moment label={`painted${later(painted - indexed)}`} at={painted} />}
      </ol>
      <h2>Versions</h2>
      {steps.length > 0 ? <Steps steps={steps} /> : <p>{told(hit.version)}</p>}
    </div>
  )
}

function Steps({ steps }: { readonly steps: readonly Step[] }) {
  const latest = steps.at(-1)
  return (
    <>
      <ol>
        {steps.map((step, i) => (
          <Moment
            key={step.version}
            label={i === 0 ? `${step.version}, as first seen` : `${step.version}, patch`}
            at={Date.parse(step.at)}
          />
        ))}
      </ol>
      <p>
        Changed:{' '}
        {(latest?.changed ?? []).map(({ field, from, to }, i) => (
          <span key={field}>
            {i > 0 && ', '}
            <code>{field}</code>
            {isShort(from) && isShort(to) && ` ${text(from, 'absent')} to ${text(to, 'absent')}`}
          </span>
        ))}
        .
      </p>
    </>
  )
}

function Moment({ label, at }: { readonly label: string; readonly at: number }) {
  const time = Number.isNaN(at) ? '' : new Date(at).toISOString()
  return (
    <li>
      <span>{label}</span>
      <time dateTime={time}>{time.slice(14, 23)}</time>
    </li>
  )
}

function later(ms: number): string {
  if (Number.isNaN(ms) || ms < 0) return ''
  return ms < 10_000 ? `, +${grouped(ms)} ms` : `, +${grouped(ms / 1000)} s`
}

function told(version: number): string {
  return version === 1
    ? '1, not changed since it was sent.'
    : `${version}; the earlier ones came before this page saw it.`
}

const isShort = (value: Json | undefined) => text(value, 'absent').length <= 24
