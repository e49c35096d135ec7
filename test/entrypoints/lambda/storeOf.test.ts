import { expect, test } from 'vitest'
import { storeOf } from '../../../src/entrypoints/lambda/environment/addresses.js'
import { readEnvironment } from '../../../src/entrypoints/lambda/environment/readEnvironment.js'
import { required } from '../../../src/entrypoints/lambda/environment/required.js'
import { store } from '../../../src/entrypoints/lambda/environment/variables.js'

const url = 'rediss://cache.example.com:6379'
const nothing = { read: () => '{}', mode: () => undefined }
const storeIn = (env: Record<string, string>) => storeOf(required(readEnvironment(store, env, nothing)))

test('a table, a Redis, a Redis with a password', () => {
  expect(storeIn({ DELTABOARD_STORE: 'dynamodb://subscriptions' })).toEqual({
    kind: 'dynamodb',
    table: 'subscriptions',
  })
  expect(storeIn({ DELTABOARD_STORE: url })).toEqual({ kind: 'redis', url })
  const known = { DELTABOARD_STORE: url, DELTABOARD_STORE_USER: 'me', DELTABOARD_STORE_PASSWORD: 'word' }
  expect(storeIn(known)).toEqual({ kind: 'redis', url, user: 'me', password: 'word' })
})

test('a user of IAM has a new token for each connection', () => {
  const made = storeIn({ DELTABOARD_STORE: url, DELTABOARD_STORE_USER: 'board', DELTABOARD_STORE_IAM: 'board-store' })
  const password = 'password' in made ? made.password : undefined
  if (typeof password !== 'function') throw new Error('it is a fixed one')
  expect(password()).toMatch(/^board-store\/\?Action=connect&User=board&.*X-Amz-Signature=[0-9a-f]{64}$/)
})

test('IAM without a user is refused at the start', () => {
  const given = { DELTABOARD_STORE: url, DELTABOARD_STORE_IAM: 'board-store' }
  expect(() => storeIn(given)).toThrow('DELTABOARD_STORE_IAM goes with DELTABOARD_STORE_USER')
})
