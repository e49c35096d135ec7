import { describe, expect, test } from 'vitest'
import { addressOf } from '../../../src/entrypoints/cli/server/address.js'

describe('where a server is', () => {
  test.each([
    ['http://localhost:8080', 'ws://localhost:8080/ws', 'http://localhost:8080/'],
    ['localhost:8080', 'ws://localhost:8080/ws', 'http://localhost:8080/'],
    [
      'https://board.example.com/deltaboard/',
      'wss://board.example.com/deltaboard/ws',
      'https://board.example.com/deltaboard/',
    ],
    ['ws://localhost:8080/ws', 'ws://localhost:8080/ws', 'http://localhost:8080/'],
    [
      'wss://abc.execute-api.example.com/prod',
      'wss://abc.execute-api.example.com/prod',
      'https://abc.execute-api.example.com/prod/',
    ],
  ])('%s', (text, socket, page) => {
    expect(addressOf(text)).toEqual({ ok: true, value: { socket, page } })
  })

  test.each(['http://', 'ftp://x', 'http://me:secret@localhost', 'http://localhost/?token=secret'])(
    '%s is refused, and no secret repeated',
    (text) => {
      const address = addressOf(text)
      expect(address.ok).toBe(false)
      expect(JSON.stringify(address)).not.toContain('secret')
    },
  )
})
