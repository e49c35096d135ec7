import { serverRound } from '../../../application/doctor/serverRound.js'
import { ok, type Result } from '../../../domain/refusal.js'
import { serverToExamine } from '../../wiring/doctorServer.js'
import type { CommandLine } from '../command/command.js'
import { addressOf, defaultServer } from '../server/address.js'
import { credentialOf, headersOf } from '../server/credential.js'
import type { Terminal } from '../terminal.js'
import type { Target } from './examinedTarget.js'
import { signedSend } from './signedSend.js'

export async function targetOf(line: CommandLine, terminal: Terminal): Promise<Result<Target>> {
  const outputs = line.value('outputs')
  // The AWS SDK is loaded only where it is meant.
  if (outputs !== undefined) return (await import('./cloudTarget.js')).cloudTarget(outputs, line, terminal)
  const address = addressOf(line.value('url') ?? (terminal.env['DELTABOARD_URL'] || defaultServer))
  if (!address.ok) return address
  const credential = credentialOf(line, terminal.env)
  if (!credential.ok) return credential
  const { page, socket } = address.value
  const { env } = terminal
  const signs = Boolean(env['AWS_ACCESS_KEY_ID'] || env['AWS_PROFILE'])
  const server = serverToExamine({
    page,
    socket,
    headers: () => headersOf(credential.value),
    ...(signs ? { send: signedSend(page, env) } : {}),
  })
  return ok({ round: (parts) => serverRound(server, parts) })
}
