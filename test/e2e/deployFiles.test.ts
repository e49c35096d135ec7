import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/root.mjs'
import { pythonWithBoto3 } from './producers/python.js'

const unit = 'deploy/systemd/deltaboard.service'

describe('the Dockerfile', () => {
  const file = 'deploy/docker/Dockerfile'
  const text = readFileSync(join(root, file), 'utf8')

  test('has nothing that hadolint finds', () => {
    const { status, stdout } = spawnSync(join(pythonWithBoto3(), '../hadolint'), [file], {
      cwd: root,
      encoding: 'utf8',
    })
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
  })

  test('runs as nobody in particular, from a stage without what builds it, and is asked whether it is ready', () => {
    const last = text.split(/^FROM /m).at(-1) ?? ''
    expect(last).toMatch(/^USER 1000:1000$/m)
    expect(last).toContain('/readyz')
    expect(last).not.toMatch(/npm |^COPY \. /m)
  })

  test('copies only what is there', () => {
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, list = '']) => list.split(' '))
    expect(copied.length).toBeGreaterThan(4)
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

describe('the systemd unit', () => {
  const text = readFileSync(join(root, unit), 'utf8')

  test.each([
    'DynamicUser=yes',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    'StateDirectory=deltaboard',
    'CapabilityBoundingSet=',
    'PrivateDevices=yes',
    'RestrictNamespaces=yes',
  ])('says %s', (line) => {
    expect(text.split('\n')).toContain(line)
  })

  // systemd itself says so where it is; else the lines above are all that is looked at.
  test('is one, and little exposed', () => {
    if (spawnSync('systemd-analyze', ['--version']).status !== 0) return
    const verified = spawnSync('systemd-analyze', ['verify', unit], { cwd: root, encoding: 'utf8' })
    expect({ status: verified.status, stderr: verified.stderr }).toEqual({ status: 0, stderr: '' })
    const args = ['security', '--offline=true', '--no-pager', '--threshold=20', unit]
    expect(spawnSync('systemd-analyze', args, { cwd: root, encoding: 'utf8' }).status).toBe(0)
  })
})
