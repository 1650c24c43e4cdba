/** The files that install the service, checked against what their formats require. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { SETTINGS } from '../../runtime/settings/settings.ts'
import { ROOT } from '../support/root.ts'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

describe('the Greengrass recipe', () => {
  const recipe = parse(read('deploy/greengrass/recipe.yaml'))
  const configuration: Record<string, unknown> = recipe.ComponentConfiguration.DefaultConfiguration

  it('has what the format requires: version, name, semantic version, one manifest per platform', () => {
    expect(recipe.RecipeFormatVersion).toBe('2020-01-25')
    expect(recipe.ComponentName).toMatch(/^[a-zA-Z0-9-_.]{1,128}$/)
    expect(recipe.ComponentVersion).toBe('NEXT_PATCH')
    expect(recipe.Manifests.map((manifest: { Platform: object }) => manifest.Platform)).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'aarch64' },
    ])
    for (const { Artifacts } of recipe.Manifests) expect(Artifacts[0].Uri).toMatch(/^s3:\/\//)
    expect(Object.keys(recipe.Lifecycle)).toEqual(['Setenv', 'Install', 'Run', 'Shutdown'])
  })

  it('asks for no privilege', () => expect(JSON.stringify(recipe)).not.toMatch(/RequiresPrivilege/i))

  it('maps each of its configuration keys to the setting of that name, and nothing else', () => {
    for (const [name, value] of Object.entries(recipe.Lifecycle.Setenv as Record<string, string>)) {
      expect([...Object.keys(SETTINGS), 'JWT_SECRET_FILE']).toContain(name)
      const key = /^\{configuration:\/(\w+)\}$/.exec(value)?.[1]
      if (key === undefined) continue
      expect(configuration).toHaveProperty(key)
      expect(key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()).toBe(name)
    }
    const mapped = Object.values(recipe.Lifecycle.Setenv as Record<string, string>).join()
    for (const key of Object.keys(configuration)) expect(mapped).toContain(`{configuration:/${key}}`)
  })

  const schemaFile = join(ROOT, '../shared/spec/greengrass-recipe.schema.json')
  it.runIf(existsSync(schemaFile))(
    'fits the schema of the Greengrass Development Kit, whose keys are lower case',
    () => {
      const fold = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(fold)
        if (typeof value !== 'object' || value === null) return value
        return Object.fromEntries(
          Object.entries(value).map(([key, inner]) => [key.toLowerCase(), fold(inner)]),
        )
      }
      const validate = new Ajv({ strict: false }).compile(
        JSON.parse(readFileSync(schemaFile, 'utf8').replaceAll('(?i)', '')),
      )
      validate(fold({ ...recipe, ComponentVersion: '2.0.0' }))
      expect(validate.errors).toBeNull()
    },
  )
})

describe.runIf(spawnSync('systemd-analyze', ['--version']).status === 0)('the systemd unit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unit-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('is understood by systemd, every line', () => {
    const executable = join(folder, 'opt/vision-capture/bin/node')
    mkdirSync(join(folder, 'opt/vision-capture/bin'), { recursive: true })
    writeFileSync(executable, '#!/bin/sh\n')
    chmodSync(executable, 0o755)
    const unit = join(folder, 'vision-capture.service')
    writeFileSync(unit, read('deploy/systemd/vision-capture.service').replaceAll('/opt/', `${folder}/opt/`))
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' })
    expect(`${stdout}${stderr}`).toBe('')
    expect(status).toBe(0)
  })

  it('has an exposure level of at most 3.0', () => {
    const unit = join(ROOT, 'deploy/systemd/vision-capture.service')
    const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', unit], {
      encoding: 'utf8',
    })
    const level = Number(/exposure level for vision-capture.service: ([\d.]+)/.exec(stdout)?.[1])
    expect(level).toBeLessThanOrEqual(3.0)
  })
})

// The variables in these texts are Compose's own.
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose interpolation
describe('the compose file', () => {
  const service = parse(read('docker-compose.yml')).services['vision-capture-service']

  it("keeps the specification's name, ports, volumes, environment, device and network, without privileged", () => {
    expect(service).not.toHaveProperty('privileged')
    expect(service).toMatchObject({
      container_name: 'microplate-vision-capture',
      ports: ['${PORT:-6407}:${PORT:-6407}'],
      env_file: ['.env'],
      networks: ['microplate-network'],
      restart: 'unless-stopped',
      devices: ['/dev/video${CAMERA_DEVICE_ID:-0}:/dev/video${CAMERA_DEVICE_ID:-0}'],
    })
    expect(service.volumes).toEqual(['./${CAPTURE_DIR:-captures}:/app/captures', './logs:/app/logs'])
  })
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose interpolation
