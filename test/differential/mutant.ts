import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { parseWhere } from '../../src/domain/query/parse.js'
import type { analyze } from '../../src/domain/text/analyze.js'
import type { Domain } from './sides.js'

/** One change to a source of the domain, which the test has to notice. */
export interface Mutation {
  readonly name: string
  /** Under `src/domain/`. */
  readonly file: string
  readonly from: string
  readonly to: string
}

export interface MutantDomain extends Domain {
  readonly parseWhere: typeof parseWhere
  readonly analyze: typeof analyze
}

const root = fileURLToPath(new URL('../../', import.meta.url))

const contents = [
  "export * from './src/domain/document/order.js'",
  "export * from './src/domain/query/matcher.js'",
  "export * from './src/domain/query/matchIndex.js'",
  "export * from './src/domain/query/parse.js'",
  "export * from './src/domain/query/queryOf.js'",
  "export * from './src/domain/query/subject.js'",
  "export * from './src/domain/text/analyze.js'",
].join('\n')

/** The domain with one change in it, and all else as it is. */
export async function mutantOf({ file, from, to }: Mutation): Promise<MutantDomain> {
  const path = `${root}src/domain/${file}`
  const source = await readFile(path, 'utf8')
  if (source.split(from).length !== 2) throw new Error(`${file} has to have this once: ${from}`)
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    plugins: [
      {
        name: 'mutation',
        setup: ({ onLoad }) => {
          onLoad({ filter: /\.ts$/ }, (loaded) =>
            loaded.path === path ? { contents: source.replace(from, () => to), loader: 'ts' } : undefined,
          )
        },
      },
    ],
  })
  const code = Buffer.from((outputFiles[0] as { contents: Uint8Array }).contents).toString('base64')
  return (await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`)) as MutantDomain
}
