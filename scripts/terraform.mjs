// npm run test:terraform [-- vitest's arguments]: the Terraform module as it is written, on mocks, and applied to an emulated
// account; and what its functions may do beside what they do. Needs `terraform`; closes with a line `N passed, N failed`.
import { builtLambdas } from './build/store.mjs'
import { prepareJars } from './prepare/jars.mjs'
import { preparePackages } from './prepare/packages.mjs'
import { preparePython } from './prepare/python.mjs'
import { prepareTerraform } from './prepare/terraform.mjs'
import { root } from './root.mjs'
import { countTests } from './tests/count.mjs'

process.chdir(root)
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --no-warnings`.trim()

if (!prepareTerraform()) {
  console.log('0 passed, 1 failed')
  process.exit(1)
}
preparePackages()
preparePython()
preparePython('checkov')
prepareJars()
await builtLambdas()

await countTests([['--config=vitest.terraform.config.ts', ...process.argv.slice(2)]])
