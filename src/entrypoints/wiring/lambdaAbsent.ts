import { ContainerModule, type ServiceIdentifier } from 'inversify'
import * as t from './tokens.js'

/**
 * What a use case is made of and a function never comes to: `$connect` reads no index and posts nothing. Reaching for one
 * of these is a bug, and says so.
 */
export function absent(...tokens: readonly ServiceIdentifier<object>[]): ContainerModule {
  return new ContainerModule(({ bind }) => {
    for (const token of tokens) bind(token).toConstantValue(nothing)
  })
}

const nothing = new Proxy(
  {},
  {
    get(_, name) {
      // The container asks whether it is a promise.
      if (name === 'then') return undefined
      throw new Error(`this function has no ${String(name)}`)
    },
  },
)

/** Of a session that only files connections. */
export const absentWhileConnecting = absent(t.hitIndex, t.catchUp, t.outbox, t.authenticator)
