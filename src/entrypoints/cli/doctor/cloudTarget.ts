import { readFileSync } from 'node:fs'
import { cloudRound } from '../../../application/doctor/cloudRound.js'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import type { IndexAddress } from '../../config/backends.js'
import { cloudToExamine } from '../../wiring/doctorCloud.js'
import type { CommandLine } from '../command/command.js'
import { credentialOf, headersOf } from '../server/credential.js'
import type { Terminal } from '../terminal.js'
import type { Target } from './examinedTarget.js'
import { type Outputs, outputsOf } from './outputs.js'
import { signedSend } from './signedSend.js'

/** An installation on AWS, as a file of Terraform's outputs describes it. */
export function cloudTarget(file: string, line: CommandLine, { env }: Terminal): Result<Target> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (fault) {
    return refuse('usage', `${file} cannot be read: ${(fault as Error).message}`)
  }
  const outputs = outputsOf(text)
  if (!outputs.ok) return outputs
  const credential = credentialOf(line, env)
  if (!credential.ok) return credential
  const { index, installation, region, socket } = outputs.value
  const auth = authOf(index.auth, env)
  if (!auth.ok) return auth
  const send = signedSend(undefined, env, { region, bus: installation.buses.events })
  const options = { region, socket, send, headers: () => headersOf(credential.value) }
  return ok({
    async round(parts) {
      const cloud = cloudToExamine({ ...options, index: { url: index.url, prefix: index.prefix, auth: auth.value } })
      try {
        return await cloudRound(cloud, installation, parts)
      } finally {
        await cloud.close()
      }
    },
  })
}

function authOf(kind: Outputs['index']['auth'], env: Terminal['env']): Result<IndexAddress['auth']> {
  switch (kind) {
    case 'none':
      return ok({ kind })
    case 'sigv4':
      return ok({ kind, service: 'es' })
    case 'serverless':
      return ok({ kind: 'sigv4', service: 'aoss' })
    case 'basic': {
      const { DELTABOARD_INDEX_PASSWORD: password = '', DELTABOARD_INDEX_USER: user = '' } = env
      return ok({ kind, user, password })
    }
    default:
      return refuse('usage', `index.auth of the outputs is ${JSON.stringify(kind)}: none, sigv4, serverless or basic`)
  }
}
