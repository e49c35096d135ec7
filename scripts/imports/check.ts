import { type Edge, edgesOf, reachOf } from './graph.js'
import { type Room, roomOf, rooms } from './rooms.js'

export interface Violation {
  readonly rule: string
  readonly path: string
  readonly line: number
  readonly message: string
}

interface Context {
  readonly room: Room
  readonly edge: Edge
  readonly edges: ReadonlyMap<string, readonly Edge[]>
}

/** A rule about one import: a message where it is broken. */
interface Rule {
  readonly name: string
  readonly fault: (context: Context) => string | undefined
}

const queryId = 'src/domain/query/queryId.ts'
const withoutPackages = ['client', 'page']

const perRoom: readonly Rule[] = rooms.flatMap((own) => [
  {
    name: `${own.name}: files`,
    fault: ({ room, edge: { target } }) =>
      room === own && target.kind === 'file' && !isSeen(room, target.path)
        ? `${room.folder} must not import ${target.path}`
        : undefined,
  },
  {
    name: `${own.name}: packages`,
    fault: ({ room, edge: { target } }) =>
      room === own && target.kind === 'package' && !room.packages.includes(target.name)
        ? `${room.folder} must not import the package ${target.name}`
        : undefined,
  },
  ...(own.node
    ? []
    : [
        {
          name: `${own.name}: Node`,
          fault: ({ room, edge: { target } }: Context) =>
            room === own && target.kind === 'node' ? `${room.folder} must not import ${target.name}` : undefined,
        },
      ]),
])

const others: readonly Rule[] = [
  {
    name: 'only queryId imports @noble/hashes',
    fault: ({ room, edge: { from, target } }) =>
      room.name === 'domain' && target.kind === 'package' && target.name === '@noble/hashes' && from !== queryId
        ? `in the domain only ${queryId} may import @noble/hashes`
        : undefined,
  },
  {
    name: 'what browsers load reaches no package through the domain',
    fault: ({ room, edge: { target }, edges }) => {
      if (!withoutPackages.includes(room.name) || target.kind !== 'file') return undefined
      if (!target.path.startsWith('src/domain/')) return undefined
      const loaded = [...reachOf(target.path, edges)].find((path) =>
        edges.get(path)?.some((each) => each.target.kind === 'package'),
      )
      return loaded === undefined ? undefined : `${target.path} leads to ${loaded}, which imports a package`
    },
  },
  {
    name: 'imports lead somewhere',
    fault: ({ edge: { specifier, target } }) =>
      target.kind === 'nowhere' ? `${specifier ?? 'a computed name'} leads to no file of the repository` : undefined,
  },
]

const rules = [...perRoom, ...others]
const noRoom = 'every source file has a room'
const noCycle = 'no import cycles'

/** The names of all rules; a test plants a violation of each. */
export const ruleNames: readonly string[] = [...rules.map((rule) => rule.name), noRoom, noCycle]

/** Checks the sources of the product, given as path -> text; `has` knows what else lies in the repository. */
export function checkImports(files: ReadonlyMap<string, string>, has: (path: string) => boolean): Violation[] {
  const edges = edgesOf(files, (path) => files.has(path) || has(path))
  const found: Violation[] = []
  for (const path of files.keys()) {
    const room = roomOf(path)
    if (room === undefined) {
      found.push({ rule: noRoom, path, line: 1, message: 'lies in no room that scripts/imports/rooms.ts names' })
      continue
    }
    for (const edge of edges.get(path) ?? []) {
      for (const rule of rules) {
        const message = rule.fault({ room, edge, edges })
        if (message !== undefined) found.push({ rule: rule.name, path, line: edge.line, message })
      }
      if (edge.target.kind === 'file' && reachOf(edge.target.path, edges).has(path)) {
        found.push({ rule: noCycle, path, line: edge.line, message: `${edge.target.path} imports this file in turn` })
      }
    }
  }
  return found
}

function isSeen(room: Room, path: string): boolean {
  // A room within another's folder is a room of its own; an adapter sees no other adapter.
  if (roomOf(path) === room) return true
  return room.sees.some((seen) => path === seen || path.startsWith(`${seen}/`))
}
