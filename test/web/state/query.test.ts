import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { everything, fromAddress, toAddress } from '../../../web/src/state/query.js'
import { hostileString } from '../../support/hostile.js'

const isWellFormed = (text: string) => new TextDecoder().decode(new TextEncoder().encode(text)) === text

describe('the address bar', () => {
  test.prop([hostileString, hostileString, fc.constantFrom('batch', 'sample', 'latest')])(
    'holds the query, whatever it is',
    (channel, line, policy) => {
      // What an address can say: no lone surrogates.
      const query = {
        channel: isWellFormed(channel) && channel !== '' ? channel : 'all',
        line: isWellFormed(line) ? line.trim() : '',
        policy: policy as 'batch',
      }
      expect(fromAddress(toAddress(query))).toEqual(query)
    },
  )

  it('is empty for everything, and stays readable', () => {
    expect(toAddress(everything)).toBe('')
    const query = { ...everything, channel: 'service:checkout', line: 'status:>=500 "timeout upstream"' }
    expect(toAddress(query)).toBe('?channel=service:checkout&q=status:>%3D500+%22timeout+upstream%22')
  })

  it('falls back to everything for what it does not know', () => {
    expect(fromAddress('?policy=all&channel=&x=1')).toEqual(everything)
  })
})
