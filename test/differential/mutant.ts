import { build } from 'esbuild'
import { root } from '../../scripts/root.mjs'
import type { parseWhere } from '../../src/domain/query/parse.js'
import type { analyze } from '../../src/domain/text/analyze.js'
import { patching } from '../support/patching.js'
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
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    logLevel: 'silent',
    format: 'esm',
    platform: 'node',
    plugins: [patching([{ file: `src/domain/${file}`, is: from, becomes: to }])],
  })
  const code = Buffer.from((outputFiles[0] as { contents: Uint8Array }).contents).toString('base64')
  return (await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`)) as MutantDomain
}
