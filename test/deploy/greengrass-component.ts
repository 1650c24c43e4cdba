/** The component as the Greengrass nucleus would run it: the recipe's own scripts, its variables filled in, as its unprivileged user. */
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { ROOT } from '../support/root.ts'
import { JWT_SECRET, untilReady } from '../support/service.ts'

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

function inRoot(root: string, folder: string, script: string): string {
  const shell = ['/bin/sh', '-ec', `cd ${folder}\n${script}`]
  const { status, stdout, stderr } = spawnSync('chroot', [root, ...shell], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stdout}${stderr}`)
  return stdout
}

/** Makes what the nucleus makes on a device, then does on it what the README says an administrator does once. */
export function prepareDevice(root: string, archive: string): void {
  inRoot(root, '/', `groupadd ${GROUP} && useradd --gid ${GROUP} ${USER}`)
  inRoot(root, '/', `install -d ${ARTIFACTS} && install -d -o ${USER} -g ${GROUP} ${WORK}`)
  copyFileSync(archive, join(root, ARTIFACTS, basename(archive)))
  const administrator = '/root/administrator'
  mkdirSync(join(root, administrator))
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
  const asUser = (script: string) => [
    `--userspec=${USER}:${GROUP}`,
    root,
    '/bin/sh',
    '-c',
    `cd ${WORK} && ${fill(script)}`,
  ]
  const finish = (name: 'Install' | 'Shutdown') => {
    const child = spawn('chroot', asUser(recipe.Lifecycle[name].Script), { env, stdio: 'inherit' })
    return new Promise<number | null>((resolve) => child.once('exit', resolve))
  }

  const installed = await finish('Install')
  if (installed !== 0) throw new Error(`the recipe's install step ended with ${installed}`)
  const child = spawn('chroot', asUser(recipe.Lifecycle.Run.Script), {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(chunk))
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const address = `http://127.0.0.1:${env.PORT}`
  const early = exited.then((code) => {
    throw new Error(`the run step ended with ${code}: ${Buffer.concat(printed)}`)
  })
  early.catch(() => {})
  await Promise.race([untilReady(address, 60_000), early]).catch((error) => {
    child.kill('SIGKILL')
    throw error
  })
  return {
    address,
    /** The recipe's shutdown step; gives back its exit status and the service's. */
    async shutdown() {
      return { step: await finish('Shutdown'), service: await exited }
    },
    /** The user id that it runs as. */
    userId: () => readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/^Uid:\s+(\d+)/m)?.[1],
  }
}
