import type { IndexAddress } from '../config/backends.js'
import type { IndexShape } from './openSearch.js'
import type { StoreAddress } from './subscriptions.js'

/** Where subscriptions are. */
export type LambdaStore = StoreAddress

/** Where documents are. */
export interface LambdaIndex {
  readonly address: IndexAddress
  readonly shape: IndexShape
  readonly region: string
}
