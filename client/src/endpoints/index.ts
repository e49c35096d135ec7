export type { Endpoint } from './endpoint.js'
export { type EndpointsOptions, endpointsOf } from './endpointsOf.js'
export { ranked } from './ranked.js'
