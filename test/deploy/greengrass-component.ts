/** The component as the Greengrass nucleus would run it: the recipe's own scripts, its variables filled in, as its unprivileged user. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { run } from '../../deploy/run.ts'
import { ROOT } from '../support/root.ts'
import { JWT_SECRET } from '../support/service.ts'
import { startInRoot, startServiceInRoot } from './start-in-root.ts'

/** Where the nucleus keeps both by default (component recipe reference: `work:path`, `artifacts:path`). */
const WORK = '/greengrass/v2/work/lab.vision.CaptureService'
const ARTIFACTS = '/greengrass/v2/packages/artifacts/lab.vision.CaptureService/2.0.0'
const USER = 'ggc_user'
const GROUP = 'ggc_group'

interface Recipe {
  ComponentConfiguration: { DefaultConfiguration: Record<string, string> }
  Lifecycle: {
    Setenv: Record<string, string>
    Install: { Script: string }
    Run: { Script: string }
    Shutdown: { Script: string }
  }
}

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

/** Installs and runs the component with a deployment's `configurationUpdate.merge`; resolves when the service is ready. */
export async function deployComponent(root: string, merge: Record<string, string>) {
  const recipe: Recipe = parse(readFileSync(join(ROOT, 'deploy/greengrass/recipe.yaml'), 'utf8'))
  const configuration = { ...recipe.ComponentConfiguration.DefaultConfiguration, ...merge }
  const fill = (text: string) =>
    text
      .replaceAll('{work:path}', WORK)
      .replaceAll('{artifacts:path}', ARTIFACTS)
      .replaceAll(/\{configuration:\/(\w+)\}/g, (_, key: string) => configuration[key] ?? '')
  const variables = Object.entries(recipe.Lifecycle.Setenv).map(([name, value]) => [name, fill(value)])
  const env = { PATH: process.env.PATH, ...Object.fromEntries(variables) }
  const step = (name: 'Install' | 'Run' | 'Shutdown') => ({
    root,
    script: `cd ${WORK} && ${fill(recipe.Lifecycle[name].Script)}`,
    env,
    user: `${USER}:${GROUP}`,
  })

  const install = startInRoot(step('Install'))
  const installed = await install.exited
  if (installed !== 0)
    throw new Error(`the recipe's install step ended with ${installed}: ${install.output()}`)
  const address = `http://127.0.0.1:${env.PORT}`
  const { child, exited } = await startServiceInRoot(address, step('Run'))
  return {
    address,
    /** The recipe's shutdown step; gives back its exit status and the service's. */
    async shutdown() {
      return { step: await startInRoot(step('Shutdown')).exited, service: await exited }
    },
    /** The user id that it runs as. */
    userId: () => readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/^Uid:\s+(\d+)/m)?.[1],
  }
}
