import type { Backends, IndexAddress } from '../config/backends.js'
import type { IndexShape } from './openSearch.js'

/** Where subscriptions are. */
export type LambdaStore = Extract<Backends, { readonly kind: 'cluster' }>['store']

/** Where documents are. */
export interface LambdaIndex {
  readonly address: IndexAddress
  readonly shape: IndexShape
  readonly region: string
}
