// The one door to the SDK.

export { endpointsOf } from '../../../client/src/endpoints/index.js'
export type { Change, Client, ConnectOptions, Live, LiveSnapshot } from '../../../client/src/index.js'
export { connect } from '../../../client/src/index.js'
