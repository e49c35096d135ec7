import { randomUUID } from 'node:crypto'
import { ContainerModule } from 'inversify'
import { Accept } from '../../application/accept.js'
import { Broadcast } from '../../application/broadcast/broadcast.js'
import { Drafts } from '../../application/drafts.js'
import { Graveyard } from '../../application/graveyard.js'
import { Ingest } from '../../application/ingest/ingest.js'
import { Session } from '../../application/session/session.js'
import { Welcomes } from '../../application/session/welcome.js'
import * as t from './tokens.js'

/** The use cases, made of ports: the same wherever they run. */
export const useCases = new ContainerModule(({ bind }) => {
  bind(t.drafts).toConstantValue(new Drafts())
  bind(t.accept).toResolvedValue(
    (schema, settings, bus, clock, drafts) => new Accept({ schema, settings, bus, clock, newId: randomUUID, drafts }),
    [t.schema, t.settings, t.eventBus, t.clock, t.drafts],
  )
  bind(t.ingest).toResolvedValue(
    (schema, settings, index, bus, clock, telemetry, drafts) =>
      new Ingest({ schema, settings, index, bus, clock, telemetry, drafts }),
    [t.schema, t.settings, t.hitIndex, t.eventBus, t.clock, t.telemetry, t.drafts],
  )
  bind(t.broadcast).toResolvedValue(
    (schema, settings, store, index, outbox, clock, telemetry) =>
      new Broadcast({ schema, settings, store, index, outbox, clock, telemetry }),
    [t.schema, t.settings, t.subscriptionStore, t.hitIndex, t.outbox, t.clock, t.telemetry],
  )
  bind(t.graveyard).toResolvedValue(
    (deadLetters, bus, clock) => new Graveyard({ deadLetters, bus, clock }),
    [t.deadLetters, t.eventBus, t.clock],
  )
  bind(t.welcomes).toResolvedValue((outbox, store) => new Welcomes({ outbox, store }), [t.outbox, t.subscriptionStore])
  bind(t.session).toResolvedValue(
    (schema, settings, access, store, index, catchUp, bus, outbox, authenticator, clock, telemetry) =>
      new Session({
        schema,
        settings,
        access,
        store,
        index,
        catchUp,
        bus,
        outbox,
        authenticator,
        clock,
        telemetry,
      }),
    [
      t.schema,
      t.settings,
      t.access,
      t.subscriptionStore,
      t.hitIndex,
      t.catchUp,
      t.eventBus,
      t.outbox,
      t.authenticator,
      t.clock,
      t.telemetry,
    ],
  )
})
