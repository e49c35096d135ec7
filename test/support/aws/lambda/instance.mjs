// One instance of a Lambda function, as its runtime is: it takes one event after the other, and between two of them it
// is frozen. It waits by reading blockingly, so no timer, promise or socket of it can move: work that a handler leaves
// behind is not done, here as there. Events come on standard input, answers go to descriptor 3, both as lines of JSON.
import diagnostics from 'node:diagnostics_channel'
import { readSync, writeSync } from 'node:fs'

const [, , bundle] = process.argv
const calls = countCalls()
const began = performance.now()
const { handler } = await import(bundle)
answer({ ready: true, coldMs: performance.now() - began })

for (;;) {
  const line = nextLine()
  if (line === undefined) process.exit(0)
  const { event, context, killAt } = JSON.parse(line)
  calls.begin(killAt)
  const deadline = Date.now() + context.timeoutMs
  let outcome
  try {
    const value = await handler(event, { ...context, getRemainingTimeInMillis: () => deadline - Date.now() })
    outcome = { value: value ?? null }
  } catch (fault) {
    outcome = { errorType: fault?.name ?? 'Error', errorMessage: String(fault?.message ?? fault) }
  }
  // What was begun without being waited for shows itself within a turn: a request only then has its socket.
  await new Promise((resolve) => setImmediate(resolve))
  answer({ ...outcome, left: calls.left(), calls: calls.made, steps: calls.steps })
}

/** Requests over HTTP: those under way, and the step, by count or label, at which this process is asked to end itself. */
function countCalls() {
  let underWay = 0
  let killAt
  const numbers = new Map()
  const counts = { made: 0, steps: [], left, begin }
  function step(phase, request) {
    const name = `${phase} ${nameOf(request)}`
    const number = (numbers.get(name) ?? 0) + 1
    numbers.set(name, number)
    const label = number === 1 ? name : `${name} (${number})`
    counts.steps.push(label)
    if (counts.steps.length === killAt || label === killAt) process.kill(process.pid, 'SIGKILL')
  }
  diagnostics.subscribe('http.client.request.start', ({ request }) => {
    underWay++
    counts.made++
    step('before', request)
  })
  diagnostics.subscribe('http.client.response.finish', ({ request }) => {
    underWay--
    step('after', request)
  })
  // A connection that was kept had come to its end: whoever asked asks again.
  diagnostics.subscribe('http.client.request.error', () => underWay--)
  diagnostics.subscribe('undici:request:create', () => {
    underWay++
    counts.made++
  })
  diagnostics.subscribe('undici:request:trailers', () => underWay--)
  diagnostics.subscribe('undici:request:error', () => underWay--)
  /** What would still move if this process were not frozen now: requests without an answer, and timers. */
  function left() {
    const active = process.getActiveResourcesInfo()
    const connecting = active.filter((kind) => kind === 'TCPConnectWrap' || kind === 'GetAddrInfoReqWrap')
    const timers = active.filter((kind) => kind === 'Timeout' || kind === 'Immediate')
    return { requests: Math.max(0, underWay) + connecting.length, timers: timers.length }
  }
  function begin(at) {
    counts.made = 0
    counts.steps = []
    numbers.clear()
    killAt = at
    // A call that failed without an answer is over; what was left before is told already.
    underWay = 0
  }
  return counts
}

/** The action of an AWS service, else the method with the word of the path that says what it is. */
function nameOf(request) {
  const [word] = /[@_][a-z_]+/.exec(request.path) ?? [request.path]
  return request.getHeader('x-amz-target') ?? `${request.method} ${word}`
}

function answer(value) {
  const bytes = Buffer.from(`${JSON.stringify(value)}\n`)
  for (let at = 0; at < bytes.length; ) at += again(() => writeSync(3, bytes, at))
}

function nextLine() {
  nextLine.held ??= Buffer.alloc(0)
  const chunk = Buffer.alloc(65_536)
  for (;;) {
    const end = nextLine.held.indexOf(10)
    if (end >= 0) {
      const line = nextLine.held.subarray(0, end).toString('utf8')
      nextLine.held = nextLine.held.subarray(end + 1)
      return line
    }
    const read = again(() => readSync(0, chunk))
    if (read === 0) return undefined
    nextLine.held = Buffer.concat([nextLine.held, chunk.subarray(0, read)])
  }
}

/** A descriptor may be set not to block: then this waits, as blockingly. */
function again(call) {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  for (;;) {
    try {
      return call()
    } catch (fault) {
      if (fault.code !== 'EAGAIN') throw fault
      Atomics.wait(cell, 0, 0, 2)
    }
  }
}
