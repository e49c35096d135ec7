import { expect, test } from 'vitest'
import { connectToken } from '../../../../src/adapters/aws/elasticache/connectToken.js'

const where = { cache: 'deltaboard-store', user: 'deltaboard-functions', region: 'eu-central-1' }
const signer = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const at = Date.parse('2026-11-24T21:00:05.678Z')

// What botocore's SigV4QueryAuth makes of the same, without the scheme.
test.each([
  [
    'a user',
    {},
    'deltaboard-store/?Action=connect&User=deltaboard-functions&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261124%2Feu-central-1%2Felasticache%2Faws4_request&X-Amz-Date=20261124T210005Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=f4375d98a021c8ad246aeb1e86c9f4f1d25c31a200c3f6032984296bd6df83e8',
  ],
  [
    'a role with a session',
    { sessionToken: 'FwoGZXIvYXdzE/+=x' },
    'deltaboard-store/?Action=connect&User=deltaboard-functions&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261124%2Feu-central-1%2Felasticache%2Faws4_request&X-Amz-Date=20261124T210005Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Security-Token=FwoGZXIvYXdzE%2F%2B%3Dx&X-Amz-Signature=e53aa376ea50efe794ee43d2b9b0c5a4694302c8d4e3ef931e366c63a1f45c3f',
  ],
])('the token of %s is signed as AWS signs', (_, session, token) => {
  const made = connectToken(where, { ...signer, ...session }, at)
  // Signed by name, whatever their order.
  expect(made.split(/[?&]/).sort()).toEqual(token.split(/[?&]/).sort())
})
