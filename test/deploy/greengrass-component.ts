/** Runs the component as the Greengrass nucleus does: the recipe's own scripts, with variables filled in, as the unprivileged user. */
import { appendFileSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parse } from 'yaml'
import { run } from '../../deploy/run.ts'
import { ROOT } from '../support/root.ts'
import { JWT_SECRET } from '../support/service.ts'
import { liteLifecycle, type Recipe } from './nucleus-rules.ts'
import { startInRoot, startServiceInRoot } from './start-in-root.ts'

/** Where the nucleus keeps both by default (component recipe reference: `work:path`, `artifacts:path`). */
const WORK = '/greengrass/v2/work/lab.vision.CaptureService'
const ARTIFACTS = '/greengrass/v2/packages/artifacts/lab.vision.CaptureService/2.0.0'
const USER = 'ggc_user'
const GROUP = 'ggc_group'

const inRoot = (root: string, folder: string, script: string) =>
  run('chroot', [root, '/bin/sh', '-ec', `cd ${folder}\n${script}`], ROOT)

/** Makes what the nucleus makes on a device, then does on it what the README says an administrator does once. */
export function prepareDevice(root: string, archive: string): void {
  inRoot(root, '/', `groupadd ${GROUP} && useradd --gid ${GROUP} ${USER}`)
  inRoot(root, '/', `install -d ${ARTIFACTS} && install -d -o ${USER} -g ${GROUP} ${WORK}`)
  copyFileSync(archive, join(root, ARTIFACTS, basename(archive)))
  const administrator = '/srv/administrator'
  mkdirSync(join(root, administrator), { recursive: true })
  writeFileSync(join(root, administrator, 'jwt-secret'), JWT_SECRET)
  const readme = readFileSync(join(ROOT, 'deploy/greengrass/README.md'), 'utf8')
  const commands = readme.slice(readme.indexOf('```sh\n') + 6, readme.indexOf('\n```\n'))
  inRoot(root, administrator, commands.replaceAll(/^sudo /gm, ''))
}

/** The component with a deployment's `configurationUpdate.merge`, whose steps the test runs one by one. */
export function greengrassComponent(root: string, merge: Record<string, string>) {
  const recipe: Recipe = parse(readFileSync(join(ROOT, 'deploy/greengrass/recipe.yaml'), 'utf8'))
  const configuration = { ...recipe.ComponentConfiguration.DefaultConfiguration, ...merge }
  const fill = (text: string) =>
    text
      .replaceAll('{work:path}', WORK)
      .replaceAll('{artifacts:path}', ARTIFACTS)
      .replaceAll(/\{configuration:\/(\w+)\}/g, (_, key: string) => configuration[key] ?? '')
  const lifecycle = liteLifecycle(recipe, process.arch === 'arm64' ? 'aarch64' : 'amd64')
  const variables = Object.entries(lifecycle.Setenv).map(([name, value]) => [name, fill(value)])
  const env = { PATH: process.env.PATH, ...Object.fromEntries(variables) }
  const step = (name: 'install' | 'run' | 'shutdown') => ({
    root,
    script: `cd ${WORK}\n${fill(lifecycle[name]?.Script ?? '')}`,
    env,
    user: `${USER}:${GROUP}`,
  })
  const address = `http://127.0.0.1:${env.PORT}`
  return {
    async install() {
      const install = startInRoot(step('install'))
      const status = await install.exited
      if (status !== 0)
        throw new Error(`The install step of the recipe ended with ${status}: ${install.output()}`)
    },
    /** Another archive under the same version, as a developer's local deployment brings: its bytes differ. */
    changeArchive() {
      const folder = join(root, ARTIFACTS)
      for (const file of readdirSync(folder)) appendFileSync(join(folder, file), gzipSync(Buffer.alloc(0)))
    },
    /** The folders of unpacked archives. */
    apps: () => readdirSync(join(root, WORK, 'apps')),
    /** Resolves when the service is ready. */
    async start() {
      const { child, exited } = await startServiceInRoot(address, step('run'))
      return {
        address,
        /** Runs the shutdown step; resolves with its exit status and that of the service. */
        async shutdown() {
          return { step: await startInRoot(step('shutdown')).exited, service: await exited }
        },
        /** The user id of the service's process. */
        userId: () => readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/^Uid:\s+(\d+)/m)?.[1],
      }
    },
  }
}
