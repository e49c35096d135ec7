import { ContainerModule } from 'inversify'
import { createAuthenticator } from '../../adapters/node/auth/authenticator.js'
import { type OnFault, Prometheus } from '../../adapters/node/prometheus.js'
import { SocketOutbox } from '../../adapters/node/socketOutbox.js'
import { SystemClock } from '../../adapters/node/systemClock.js'
import type { Config } from '../config/config.js'
import { manyProcessesSkewMs, settingsOf } from './settings.js'
import * as t from './tokens.js'

/** What a process on a machine has: its clock, its sockets, its credentials, its figures, and its configuration. */
export function machine(config: Config, endpoint: string, onFault: OnFault): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(t.schema).toConstantValue(config.schema)
    bind(t.access).toConstantValue(config.access)
    const maxSkewMs = config.backends.kind === 'cluster' ? manyProcessesSkewMs : 0
    bind(t.settings).toConstantValue({ ...settingsOf(config), maxSkewMs })
    bind(t.endpoint).toConstantValue(endpoint)
    bind(t.clock).toResolvedValue(() => new SystemClock())
    bind(t.prometheus).toResolvedValue(() => new Prometheus(onFault))
    bind(t.telemetry).toService(t.prometheus)
    bind(t.sockets).toResolvedValue(
      (clock, telemetry) => new SocketOutbox({ clock, telemetry, slowMs: config.timeouts.slowMs }),
      [t.clock, t.telemetry],
    )
    bind(t.authenticator).toResolvedValue(
      (clock) =>
        createAuthenticator({
          open: config.open,
          apiKeys: config.apiKeys,
          now: () => clock.now(),
          ...(config.jwt === undefined ? {} : { jwt: config.jwt }),
        }),
      [t.clock],
    )
  })
}
