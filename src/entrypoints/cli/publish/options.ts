import { createReadStream, statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import type { CommandLine } from '../command/command.js'
import type { Terminal } from '../terminal.js'
import type { Reading } from './entry.js'

export interface Options {
  readonly input: Input
  readonly endpoint: string | undefined
  /** Events a second; Infinity: as fast as they are taken. */
  readonly rate: number
  readonly reading: Reading
}

interface Input {
  readonly stream: Readable
  /** Its length, where it is known. */
  readonly bytes?: number
}

/** What was typed, checked. `now`, in epoch milliseconds, is what --rebase counts from. */
export function optionsOf(line: CommandLine, terminal: Terminal, now: number): Result<Options> {
  const rate = rateOf(line.value('rate'))
  if (!rate.ok) return rate
  const endpoint = endpointOf(line.value('endpoint'))
  if (!endpoint.ok) return endpoint
  const input = inputOf(line.words[0], terminal)
  if (!input.ok) return input
  const reading = {
    source: line.value('source'),
    detailType: line.value('detail-type'),
    bus: line.value('bus'),
    rebaseTo: line.has('rebase') ? now : undefined,
  }
  return ok({ input: input.value, endpoint: endpoint.value, rate: rate.value, reading })
}

function inputOf(word: string | undefined, terminal: Terminal): Result<Input> {
  if (word === undefined && (terminal.stdin as { isTTY?: boolean }).isTTY) {
    return refuse('usage', 'name a FILE, or pipe events into it; see deltaboard help publish')
  }
  if (word === undefined || word === '-') return ok({ stream: terminal.stdin })
  try {
    const stat = statSync(word)
    if (stat.isDirectory()) return refuse('usage', `${word} is a folder`)
    return ok({ stream: createReadStream(word), bytes: stat.size })
  } catch (fault) {
    return refuse('usage', `${word} cannot be read: ${(fault as Error).message}`)
  }
}

function rateOf(text: string | undefined): Result<number> {
  if (text === undefined) return ok(Number.POSITIVE_INFINITY)
  const rate = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0
  return rate > 0 ? ok(rate) : refuse('usage', '--rate must be a number of events a second, above 0')
}

function endpointOf(text: string | undefined): Result<string | undefined> {
  if (text === undefined) return ok(undefined)
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:'
  return isWeb ? ok(text) : refuse('usage', '--endpoint must be a URL such as http://localhost:8080')
}
