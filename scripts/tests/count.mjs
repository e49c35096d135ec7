/**
 * Runs tests by vitest, one list of its arguments after the other, says how many passed and failed in a plain line at the end,
 * and ends this process: with 1 where anything failed, or none ran.
 * @param {readonly (readonly string[])[]} runs
 */
export async function countTests(runs) {
  const { parseCLI, startVitest } = await import('vitest/node')
  let passed = 0
  let failed = 0
  for (const args of runs) {
    const { filter, options } = parseCLI(['vitest', 'run', ...args], { allowUnknownOptions: true })
    const vitest = await startVitest('test', filter, options)
    failed += vitest.state.getUnhandledErrors().length
    for (const module of vitest.state.getTestModules()) {
      const results = [...module.children.allTests()].map((test) => test.result().state)
      passed += results.filter((state) => state === 'passed').length
      const broken = results.filter((state) => state === 'failed').length
      // A file or a hook that fails before its tests run has none to count.
      failed += broken === 0 && !module.ok() ? 1 : broken
    }
    await vitest.close()
  }
  if (passed + failed === 0) console.log('No test ran.')
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed === 0 && passed > 0 && !process.exitCode ? 0 : 1)
}
