import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const python = join(root, '.cache/python/bin/python')
const script = fileURLToPath(new URL('put_events.py', import.meta.url))
const prepare = "import { preparePython } from './scripts/prepare/python.mjs'; preparePython()"

/** The Python of the tests, which has boto3. `npm test` makes it beforehand; a test that runs alone makes it here. */
export function pythonWithBoto3(): string {
  if (hasBoto3()) return python
  spawnSync(process.execPath, ['--input-type=module', '-e', prepare], { cwd: root, stdio: 'inherit' })
  if (hasBoto3()) return python
  throw new Error('boto3 is needed for this test. Type: apt-get install -y python3 python3-venv, then npm test')
}

function hasBoto3(): boolean {
  return spawnSync(python, ['-c', 'import boto3']).status === 0
}

export interface Sent {
  readonly code: number | null
  readonly answer: { readonly sent: number; readonly failed: number; readonly codes: readonly string[] } | undefined
  readonly stderr: string
}

/** Sends entries with boto3. */
export function putEventsByBoto3(
  url: string,
  entries: readonly object[],
  key: { readonly accessKeyId: string; readonly secretAccessKey: string },
): Promise<Sent> {
  const child = spawn(pythonWithBoto3(), [script, url], {
    env: {
      PATH: process.env['PATH'],
      AWS_ACCESS_KEY_ID: key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  })
  let [out, stderr] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  child.stdin.end(entries.map((entry) => JSON.stringify(entry)).join('\n'))
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, answer: out === '' ? undefined : JSON.parse(out), stderr }))
  })
}
