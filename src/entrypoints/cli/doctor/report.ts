import { type Finding, firstBroken, hopCodes } from '../../../application/doctor/hops.js'
import type { Round } from '../../../application/doctor/round.js'
import { plain } from '../print/plain.js'

const marks = { well: 'ok', broken: 'BROKEN', unasked: '-' } as const

/** A hop in one line: what others say may hold control signs, which a terminal must not be given. */
export function lineOf({ detail, hop, ms, state, what, why }: Finding): string {
  const head = `${marks[state].padEnd(7)}${`${hop} ${what}`.padEnd(34)}`
  return `${head}${`${ms} ms`.padStart(8)}  ${plain(why ?? detail ?? '')}`.trimEnd()
}

export function verdictOf({ findings }: Round): string {
  const first = firstBroken(findings)
  if (first === undefined) return 'all hops are well'
  const { hop, mend = '', what, why = '' } = first
  return [`the first broken hop is ${hop} (${what})`, `  why:  ${plain(why)}`, `  mend: ${plain(mend)}`].join('\n')
}

/** `exitCode` and `broken` name the first broken hop. */
export function jsonOf({ findings, passage }: Round): object {
  const first = firstBroken(findings)
  const { takenMs, times, toldMs } = passage ?? {}
  return {
    ok: first === undefined,
    exitCode: first === undefined ? 0 : hopCodes[first.hop],
    ...(first === undefined ? {} : { broken: first }),
    findings,
    ...(passage === undefined ? {} : { event: { takenMs, toldMs, times } }),
  }
}
