import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { inlineLua } from '../../../scripts/build/lua.mjs'
import { root } from '../../../scripts/root.mjs'
import { luaText } from '../../../src/adapters/redis/luaText.js'

it('puts the same scripts into a bundle as are read from disk', async () => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/adapters/redis/luaText.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    plugins: [inlineLua],
  })
  const text = outputFiles[0]?.text ?? ''
  expect(text).not.toContain('node:fs')
  const bundled = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as { luaText: typeof luaText }
  expect(bundled.luaText).toEqual(luaText)
  expect(Object.keys(luaText).length).toBeGreaterThan(20)
})
