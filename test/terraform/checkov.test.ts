import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../../scripts/root.mjs'
import { accepted } from './accepted.js'

interface Check {
  readonly check_id: string
  readonly check_name: string
  readonly resource: string
}

/** What checkov finds in the module, of the rules that come with it. */
function checkov(): Promise<{ readonly failed: readonly Check[]; readonly faults: number }> {
  const args = ['-m', 'checkov.main', '-d', 'terraform', '--framework', 'terraform', '-o', 'json', '--quiet']
  const more = ['--skip-download', '--compact', '--skip-path', 'terraform/examples', '--skip-path', 'terraform/tests']
  const child = spawn(join(root, '.cache/checkov/bin/python'), [...args, ...more], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 240_000,
  })
  let [out, words] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    words += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      try {
        const { results, summary } = JSON.parse(out)
        resolve({ failed: results.failed_checks, faults: summary.parsing_errors })
      } catch {
        reject(new Error(`checkov said: ${out.slice(-2_000)}${words.slice(-2_000)}`))
      }
    })
  })
}

it('checkov finds nothing but what is accepted for a reason, and each reason is still needed', async () => {
  const { failed, faults } = await checkov()
  expect(faults).toBe(0)
  const isAccepted = (check: Check) =>
    accepted.some(({ id, resource }) => id === check.check_id && resource.test(check.resource))
  const open = failed.filter((check) => !isAccepted(check))
  expect(open.map(({ check_id, check_name, resource }) => `${check_id} ${resource}: ${check_name}`)).toEqual([])
  const needless = accepted.filter(
    ({ id, resource }) => !failed.some((check) => check.check_id === id && resource.test(check.resource)),
  )
  expect(needless.map(({ id, resource }) => `${id} ${resource}`)).toEqual([])
})
