import type { Flag } from '../command/command.js'

/** Flags of `serve` and `demo`: every one also a variable `DELTABOARD_…` and a key of the --config file. */
export const serverFlags: readonly Flag[] = [
  { name: 'port', value: 'N', text: 'Port; 0 takes a free one (8080)' },
  { name: 'host', value: 'ADDRESS', text: 'Address to listen on (127.0.0.1)' },
  { name: 'demo', text: 'With sample services' },
  { name: 'config', value: 'FILE', text: 'JSON with settings, declared fields and access rules' },
  { name: 'max-documents', value: 'N', text: 'Documents held; the oldest go first (250000)' },
  { name: 'max-bytes', value: 'SIZE', text: 'Memory for documents, such as 512MB (512MB)' },
  { name: 'retention-days', value: 'N', text: 'Older events are refused and dropped (14)' },
  { name: 'max-connections', value: 'N', text: 'WebSocket connections at a time (100000)' },
  {
    name: 'sample-above',
    value: 'N',
    text: 'Hits a second of one query, above which it is sampled if its policy says so (1000)',
  },
  { name: 'open', text: 'No credentials wanted, said outright; the default on loopback' },
  { name: 'api-keys', value: 'FILE', text: 'API keys, as `deltaboard key` makes them' },
  { name: 'producer-keys', value: 'FILE', text: 'Keys of those who sign PutEvents; mode 0600' },
  { name: 'jwks', value: 'URL', text: 'Key set of the JWT issuer; with the next two' },
  { name: 'jwt-issuer', value: 'NAME', text: '`iss` of tokens' },
  { name: 'jwt-audience', value: 'NAME', text: '`aud` of tokens' },
  { name: 'allowed-origins', value: 'URLS', text: 'Web origins that may connect beside its own, parted by commas' },
  { name: 'trust-proxy', text: 'Believe X-Forwarded-… of the proxy in front' },
  { name: 'base-path', value: 'PATH', text: 'Where a proxy mounts it, such as /deltaboard' },
  { name: 'insecure', text: 'Open to everyone who can reach the address. Only where that is meant' },
  { name: 'log-level', value: 'LEVEL', text: 'fatal, error, warn, info, debug, trace or silent (info)' },
]
