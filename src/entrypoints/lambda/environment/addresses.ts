import type * as z from 'zod'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import { cachePassword } from '../../wiring/cachePassword.js'
import type { LambdaIndex, LambdaStore } from '../../wiring/lambdaPlaces.js'
import { region } from './region.js'
import type { credentials, deltas, index, store } from './variables.js'

type Of<S extends z.ZodRawShape> = z.output<z.ZodObject<S>>

export function storeOf(settings: Of<typeof store>): LambdaStore {
  const { store: given, storeIam: cache, storeUser: user } = settings
  if (given.startsWith('dynamodb://')) return { kind: 'dynamodb', table: given.slice('dynamodb://'.length) }
  if (cache !== undefined && user === undefined) {
    throw new Error('DELTABOARD_STORE_IAM goes with DELTABOARD_STORE_USER')
  }
  const password =
    cache === undefined || user === undefined ? settings.storePassword : cachePassword({ cache, user, region })
  return {
    kind: 'redis',
    url: given,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  }
}

export function indexOf(given: Of<typeof index>): Result<LambdaIndex> {
  const { index: url, indexAuth, indexPassword: password, indexPrefix, indexReplicas, indexShards, indexUser } = given
  const shape = {
    indexPrefix,
    ...(indexReplicas === undefined ? {} : { replicas: indexReplicas }),
    ...(indexShards === undefined ? {} : { shards: indexShards }),
  }
  const at = (auth: LambdaIndex['address']['auth']) => ok({ address: { url, auth }, shape, region })
  if (indexAuth === 'none') return at({ kind: 'none' })
  if (indexAuth !== 'basic') return at({ kind: 'sigv4', service: indexAuth === 'sigv4' ? 'es' : 'aoss' })
  if (indexUser === undefined || password === undefined) {
    return refuse('bad_config', 'DELTABOARD_INDEX_USER and DELTABOARD_INDEX_PASSWORD belong to basic authentication')
  }
  return at({ kind: 'basic', user: indexUser, password })
}

export type DeltaRoute =
  | { readonly kind: 'bus'; readonly busName: string }
  | { readonly kind: 'sqs'; readonly queueUrl: string }

export function routeOf({ deltaBus, deltaQueue, deltaRoute }: Of<typeof deltas>): Result<DeltaRoute> {
  if (deltaRoute === 'bus') {
    if (deltaBus === undefined) return refuse('bad_config', 'DELTABOARD_DELTA_BUS is not set')
    return ok({ kind: 'bus', busName: deltaBus })
  }
  if (deltaQueue === undefined) return refuse('bad_config', 'DELTABOARD_DELTA_QUEUE is not set')
  return ok({ kind: 'sqs', queueUrl: deltaQueue })
}

export interface Jwt {
  readonly jwks: string
  readonly issuer: string
  readonly audience: string
}

export function jwtOf({ jwks, jwtAudience, jwtIssuer }: Of<typeof credentials>): Result<Jwt | undefined> {
  if (jwks === undefined && jwtIssuer === undefined && jwtAudience === undefined) return ok(undefined)
  if (jwks === undefined || jwtIssuer === undefined || jwtAudience === undefined) {
    const all = 'DELTABOARD_JWKS, DELTABOARD_JWT_ISSUER and DELTABOARD_JWT_AUDIENCE'
    return refuse('bad_config', `${all} belong together`)
  }
  return ok({ jwks, issuer: jwtIssuer, audience: jwtAudience })
}
