'use client'
export type { LiveQuery, LiveSnapshot } from '../api.js'
export { LiveProvider, useLiveQuery } from './useLiveQuery.js'
