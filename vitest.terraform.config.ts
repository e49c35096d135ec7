import { defineConfig } from 'vitest/config'

// What `npm run test:terraform` runs, apart from the other tests: it needs Terraform, and an account that it applies the module to.
export default defineConfig({
  test: {
    include: ['test/terraform/**/*.test.ts'],
    globalSetup: ['test/support/parts/sharedParts.ts', 'test/support/terraform/emulatedAccount.ts'],
    testTimeout: 650_000,
    hookTimeout: 650_000,
    // Most of them wait.
    maxWorkers: 4,
  },
})
