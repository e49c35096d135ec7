import { createHash } from 'node:crypto'
import { luaText } from './luaText.js'

/** All atomic steps. Each touches the keys of one slot only. */
export type ScriptName =
  | 'beat'
  | 'bury'
  | 'claim'
  | 'connect'
  | 'end'
  | 'file'
  | 'finishTurn'
  | 'forget'
  | 'joinTurn'
  | 'leave'
  | 'letters'
  | 'publish'
  | 'remove'
  | 'renew'
  | 'settle'
  | 'since'
  | 'spare'
  | 'startTurn'
  | 'subscribe'
  | 'takeOver'
  | 'tell'
  | 'unsubscribe'
  | 'view'

export interface Script {
  readonly text: string
  readonly sha: string
}

const scripts = new Map(
  Object.entries(luaText).map(([name, text]) => [name, { text, sha: createHash('sha1').update(text).digest('hex') }]),
)

export function scriptOf(name: ScriptName): Script {
  const script = scripts.get(name)
  if (script === undefined) throw new Error(`no script ${name}`)
  return script
}
