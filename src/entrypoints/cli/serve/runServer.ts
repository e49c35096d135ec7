import { once } from 'node:events'
import { atIssuer } from '../../config/atIssuer.js'
import { configOf } from '../../config/config.js'
import { play } from '../../demo/play.js'
import { createLog } from '../../server/log.js'
import { type RunningServer, startServer } from '../../server/startServer.js'
import { createNode, type Node } from '../../wiring/node.js'
import { type ExitCode, exitCodes } from '../exitCodes.js'
import type { Terminal } from '../terminal.js'
import { whyNotListening } from './listening.js'
import { nextToTry } from './nextToTry.js'

/** Runs a node and its server until it is told to end. */
export async function runServer(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const refuse = (why: string) => {
    terminal.stderr.write(`deltaboard: ${why}\n`)
    return exitCodes.usage
  }
  const parsed = configOf(argv, terminal.env)
  if (!parsed.ok) return refuse(parsed.refusal.message)
  const issued = await atIssuer(parsed.value)
  if (!issued.ok) return refuse(issued.refusal.message)
  const config = issued.value

  const log = createLog(config.logLevel)
  let node: Node
  try {
    node = await createNode(config, (where, fault) => log.error({ err: fault }, where))
  } catch (fault) {
    log.debug({ err: fault }, 'not started')
    const { code, message } = fault as { readonly code?: unknown; readonly message: string }
    terminal.stderr.write(`deltaboard: ${message}\n`)
    return code === 'bad_config' || code === 'in_use' ? exitCodes.usage : exitCodes.failed
  }
  const { detail } = await node.ready()
  for (const [backend, { weaker }] of Object.entries(typeof detail === 'string' ? {} : detail)) {
    if (Object.keys(weaker ?? {}).length > 0) log.warn({ backend, weaker }, 'a promise that this backend cannot keep')
  }
  let server: RunningServer
  try {
    server = await startServer(node, config, log)
  } catch (fault) {
    await node.stop()
    const why = whyNotListening(fault, config)
    if (why === undefined) throw fault
    return refuse(why)
  }
  terminal.stdout.write(config.demo ? nextToTry(server.url) : `deltaboard is ready at ${server.url}\n`)

  const samples = new AbortController()
  const playing = config.demo
    ? play({ send: (events) => node.accept.entries(events), now: () => node.now(), stop: samples.signal })
    : undefined
  if (!terminal.interrupted.aborted) await once(terminal.interrupted, 'abort')
  samples.abort()
  await playing
  await server.stop()
  await node.stop()
  return exitCodes.ok
}
