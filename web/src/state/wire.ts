// The one door to the SDK.

export type { Change, Client, Live, LiveSnapshot } from '../../../client/src/index.js'
export { connect } from '../../../client/src/index.js'
