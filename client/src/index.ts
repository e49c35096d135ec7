export type { Hit, Key, Position } from '../../src/domain/document/hit.js'
export { keyOf } from '../../src/domain/document/identity.js'
export type { Json } from '../../src/domain/json.js'
export type { Summary } from '../../src/domain/summary/summary.js'
export type { Bucket, ErrorCode } from '../../src/domain/wire/serverMessage.js'
export type {
  Change,
  Client,
  ConnectionState,
  ConnectOptions,
  Fault,
  Live,
  LiveQuery,
  LiveSnapshot,
  LiveState,
  OlderQuery,
  Platform,
  Socket,
  SocketClass,
  SummarizeOptions,
} from './api.js'
export { connect } from './connect.js'
export { RequestError } from './requestError.js'
