import { expect, test } from 'vitest'
import { checkImports, ruleNames } from '../../scripts/imports/check.js'
import { isInRepository, productSources } from '../../scripts/imports/sources.js'

/** For each rule one file that breaks it and nothing else; the check must name that rule, at that file. */
const planted: Readonly<Record<string, readonly [path: string, text: string]>> = {
  'domain: files': ['src/domain/planted.ts', "import type { Clock } from '../ports/planted.js'"],
  'domain: packages': ['src/domain/planted.ts', "import { z } from 'zod'"],
  'domain: Node': ['src/domain/planted.ts', "import { hash } from 'node:crypto'"],
  'ports: files': ['src/ports/planted.ts', "export * from '../application/planted.js'"],
  'ports: packages': ['src/ports/planted.ts', "export type { WebSocket } from 'ws'"],
  'ports: Node': ['src/ports/planted.ts', "import { EventEmitter } from 'events'"],
  'application: files': ['src/application/planted.ts', "import '../entrypoints/cli/planted.js'"],
  'application: packages': ['src/application/planted.ts', "const pino = require('pino')"],
  'application: Node': ['src/application/planted.ts', "import fs = require('node:fs')"],
  'memory adapters: files': ['src/adapters/memory/planted.ts', "import '../node/planted.js'"],
  'memory adapters: packages': ['src/adapters/memory/planted.ts', "import 'ws'"],
  'node adapters: files': ['src/adapters/node/planted.ts', "import '../../application/planted.js'"],
  'node adapters: packages': ['src/adapters/node/planted.ts', "import { Container } from 'inversify'"],
  'disk adapters: files': ['src/adapters/disk/planted.ts', "import '../memory/planted.js'"],
  'disk adapters: packages': ['src/adapters/disk/planted.ts', "import 'ioredis'"],
  'opensearch adapters: files': ['src/adapters/opensearch/planted.ts', "import '../node/planted.js'"],
  'opensearch adapters: packages': ['src/adapters/opensearch/planted.ts', "import 'lmdb'"],
  'redis adapters: files': ['src/adapters/redis/planted.ts', "import '../node/planted.js'"],
  'redis adapters: packages': ['src/adapters/redis/planted.ts', "import 'ws'"],
  'aws adapters: files': ['src/adapters/aws/planted.ts', "import '../memory/planted.js'"],
  'aws adapters: packages': ['src/adapters/aws/planted.ts', "import 'aws-lambda'"],
  'lambda: files': ['src/entrypoints/lambda/planted.ts', "import '../../adapters/memory/planted.js'"],
  'lambda: packages': ['src/entrypoints/lambda/planted.ts', "import 'inversify'"],
  'config: files': ['src/entrypoints/config/planted.ts', "import '../../adapters/memory/planted.js'"],
  'config: packages': ['src/entrypoints/config/planted.ts', "import 'reflect-metadata'"],
  'wire: files': ['src/entrypoints/wire/planted.ts', "import '../server/planted.js'"],
  'wire: packages': ['src/entrypoints/wire/planted.ts', "import 'ws'"],
  'wire: Node': ['src/entrypoints/wire/planted.ts', "import 'node:fs'"],
  'wiring: files': ['src/entrypoints/wiring/planted.ts', "const server = await import('../server/planted.js')"],
  'wiring: packages': ['src/entrypoints/wiring/planted.ts', "import 'reflect-metadata'"],
  'server: files': ['src/entrypoints/server/planted.ts', "import '../../adapters/memory/planted.js'"],
  'server: packages': ['src/entrypoints/server/planted.ts', "import type { Container } from 'inversify'"],
  'demo: files': [
    'src/entrypoints/demo/planted.ts',
    "type Adapter = import('../../adapters/memory/planted.js').Planted",
  ],
  'demo: packages': ['src/entrypoints/demo/planted.ts', "import 'inversify'"],
  'cli: files': ['src/entrypoints/cli/planted.ts', "import '../../adapters/node/planted.js'"],
  'cli: packages': ['src/entrypoints/cli/planted.ts', "import 'inversify'"],
  'client: files': ['client/src/planted.ts', "import '../../src/ports/planted.js'"],
  'client: packages': ['client/src/planted.ts', "import WebSocket from 'ws'"],
  'client: Node': ['client/src/planted.ts', "import 'node:net'"],
  'client for React: files': ['client/src/react/planted.ts', "import '../../../src/ports/planted.js'"],
  'client for React: packages': ['client/src/react/planted.ts', "import { createRoot } from 'react-dom/client'"],
  'client for React: Node': ['client/src/react/planted.ts', "import 'node:net'"],
  'page: files': ['web/src/planted.ts', "import '../../src/application/planted.js'"],
  'page: packages': ['web/src/planted.ts', "import { useState } from 'react'"],
  'page: Node': ['web/src/planted.tsx', "import 'buffer'"],
  'only queryId imports @noble/hashes': ['src/domain/planted.ts', "import '@noble/hashes/sha2.js'"],
  'what browsers load reaches no package through the domain': [
    'client/src/planted.ts',
    "import type { Hashed } from '../../src/domain/plantedHash.js'",
  ],
  'imports lead somewhere': ['src/domain/planted.ts', 'const late = import(computed)'],
  'every source file has a room': ['src/adapters/carrierPigeon/planted.ts', ''],
  'no import cycles': ['src/domain/planted.ts', "import './plantedInTurn.js'"],
}

/** What the planted files point at. */
const beside: readonly (readonly [string, string])[] = [
  ['src/domain/plantedHash.ts', "import './query/queryId.js'"],
  ['src/domain/query/queryId.ts', "import { sha256 } from '@noble/hashes/sha2.js'"],
  ['src/domain/plantedInTurn.ts', "import './planted.js'"],
  ...['ports', 'application', 'entrypoints/cli', 'adapters/memory', 'adapters/node', 'entrypoints/server'].map(
    (room) => [`src/${room}/planted.ts`, ''] as const,
  ),
]

test('every rule has its planted violation', () => {
  expect(Object.keys(planted).sort()).toEqual([...ruleNames].sort())
})

test.each(Object.entries(planted))('a planted violation is caught: %s', (rule, [path, text]) => {
  const found = checkImports(new Map([...beside, [path, text]]), () => false)
  expect(found.filter((violation) => violation.path === path).map((violation) => violation.rule)).toContain(rule)
})

test('what the planted files point at breaks no rule by itself', () => {
  const harmless = beside.filter(([path]) => path !== 'src/domain/plantedInTurn.ts')
  expect(checkImports(new Map(harmless), () => false)).toEqual([])
})

test('the sources of the product keep to the directions', () => {
  const sources = productSources()
  expect(sources.size).toBeGreaterThan(50)
  expect(checkImports(sources, isInRepository)).toEqual([])
})
