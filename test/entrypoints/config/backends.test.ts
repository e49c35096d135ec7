import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../src/entrypoints/config/config.js'
import { parseFlags } from '../../../src/entrypoints/config/flags.js'

function parsed(flags: string, env: Record<string, string> = {}) {
  const given = parseFlags(flags.split(' ').filter((word) => word !== ''))
  return given.ok ? parseConfig({ flags: given.value, env }) : given
}

function backends(flags: string, env?: Record<string, string>) {
  const config = parsed(flags, env)
  if (!config.ok) throw new Error(config.refusal.message)
  return config.value.backends
}

describe('where a node keeps its data', () => {
  it('is memory, where nothing else is said', () => expect(backends('')).toEqual({ kind: 'memory' }))

  it('is a folder', () => expect(backends('--data kept')).toEqual({ kind: 'disk', folder: 'kept' }))

  it('is Redis and OpenSearch; the queues are in the same Redis', () => {
    expect(backends('--store redis://a:6379 --index http://b:9200')).toEqual({
      kind: 'cluster',
      store: { kind: 'redis', url: 'redis://a:6379' },
      bus: { kind: 'redis', url: 'redis://a:6379' },
      index: { url: 'http://b:9200', auth: { kind: 'none' }, replicas: 1 },
    })
  })

  it('is DynamoDB, with Redis for the queues', () => {
    expect(
      backends(
        '--store dynamodb://board.v1 --bus rediss://a --index https://b --index-auth sigv4 --index-region eu-west-1',
      ),
    ).toEqual({
      kind: 'cluster',
      store: { kind: 'dynamodb', table: 'board.v1' },
      bus: { kind: 'redis', url: 'rediss://a' },
      index: { url: 'https://b', auth: { kind: 'sigv4', service: 'es' }, replicas: 1, region: 'eu-west-1' },
    })
  })

  it('takes passwords from the environment', () => {
    const env = { DELTABOARD_INDEX_PASSWORD: 'secret-i', DELTABOARD_STORE_PASSWORD: 'secret-s' }
    expect(backends('--store redis://a --index https://b --index-user ada --store-user bob', env)).toMatchObject({
      store: { user: 'bob', password: 'secret-s' },
      index: { auth: { kind: 'basic', user: 'ada', password: 'secret-i' } },
    })
  })

  it('takes no password as a flag, where everyone on the machine could read it', () => {
    const config = parsed('--index-password secret')
    expect(config.ok ? '' : config.refusal.message).toContain('unknown flag')
  })

  it.each([
    ['--data d --store redis://a', '--store does not go with --data'],
    ['--data d --index-user u', '--index-user does not go with --data'],
    ['--bus redis://a', '--bus goes with --store and --index'],
    ['--index-auth none', '--index-auth goes with --store and --index'],
    ['--store redis://a', '--store goes with --index'],
    ['--index http://b', '--index goes with --store'],
    ['--store dynamodb://table --index http://b', 'set --bus'],
    ['--store dynamodb://no/table --index http://b', '--store must be redis://'],
    ['--store postgres://a --index http://b', '--store must be redis://'],
    ['--store redis://a --bus kafka://b --index http://b', '--bus must be redis://'],
    ['--store redis://a --index ftp://b', '--index must be an http'],
    ['--store redis://u:secret@a --index http://b', '--store must not hold a password'],
    ['--store redis://a --index https://u:secret@b', '--index must not hold a password'],
    ['--store redis://a --index https://b --index-user u', 'belong together'],
    ['--store redis://a --index https://b --index-auth sigv4 --index-user u', 'takes no user'],
    ['--store redis://a --index https://b --index-auth kerberos', '--index-auth must be one of'],
  ])('%s is refused: %s', (flags, words) => {
    const config = parsed(flags)
    const message = config.ok ? 'was taken' : config.refusal.message
    expect(message).toContain(words)
    expect(message).not.toContain('secret@')
  })
})
