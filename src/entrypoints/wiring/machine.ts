import { ContainerModule } from 'inversify'
import { createAuthenticator } from '../../adapters/node/auth/authenticator.js'
import { type OnFault, Prometheus } from '../../adapters/node/prometheus.js'
import { SocketOutbox } from '../../adapters/node/socketOutbox.js'
import { SystemClock } from '../../adapters/node/systemClock.js'
import { defaultSettings, type Settings } from '../../application/settings.js'
import type { Config } from '../config/config.js'
import * as t from './tokens.js'

/** What a process on a machine has: its clock, its sockets, its credentials, its figures, and its configuration. */
export function machine(config: Config, endpoint: string, onFault: OnFault): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(t.schema).toConstantValue(config.schema)
    bind(t.access).toConstantValue(config.access)
    bind(t.settings).toConstantValue(settingsOf(config))
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

/** More than the clocks of any two nodes differ; a node whose clock is off by half of it is not ready. */
const clusterSkewMs = 250

function settingsOf({ backends, policy, retentionDays, sampleAbove }: Config): Settings {
  const maxSkewMs = backends.kind === 'cluster' ? clusterSkewMs : 0
  return { ...defaultSettings, maxSkewMs, retentionMs: retentionDays * 86_400_000, sampleAbove, defaultPolicy: policy }
}
