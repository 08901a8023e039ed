import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unstable_readConfig } from 'wrangler'
import { type Server, serverOf } from './collector.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const bin = (name: string): string => join(root, 'node_modules/.bin', name)

/** The project's own Worker. */
export const PROJECT = join(root, 'wrangler.toml')

/**
 * A Worker on workerd alone: its bundle as `wrangler deploy` would upload it, its objects in SQLite
 * files below `folder`. `wrangler dev` puts a proxy before it, which would be measured, too.
 * @param config path of a wrangler.toml
 * @param vars what `wrangler secret put` would add
 */
export function startWorkerd(
  folder: string,
  config: string,
  vars: Record<string, string>,
): Promise<Server> {
  const bundle = join(folder, 'bundle')
  const storage = join(folder, 'objects')
  mkdirSync(storage, { recursive: true })
  const words = ['deploy', '--dry-run', '--config', config, '--outdir', bundle]
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false' }
  execFileSync(bin('wrangler'), words, { cwd: root, env, stdio: 'pipe' })
  const file = join(bundle, 'config.capnp')
  writeFileSync(file, workerdConfig(bundle, storage, config, vars))
  const child = spawn(bin('workerd'), ['serve', file, '--control-fd=3', '--experimental'], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  return serverOf(child, child.stdio[3], /"event":"listen".*"port":(\d+)/)
}

/** As much of a wrangler.toml as is used, defaults filled in. */
interface WorkerConfig {
  compatibility_date: string
  compatibility_flags: readonly string[]
  vars: Record<string, string>
  durable_objects: { bindings: readonly { name: string; class_name: string }[] }
}

/** In workerd's own language (capnp): the bindings that the Worker has here, and no others. */
function workerdConfig(
  bundle: string,
  storage: string,
  path: string,
  vars: Record<string, string>,
): string {
  const config: WorkerConfig = unstable_readConfig({ config: path })
  const objects = config.durable_objects.bindings
  const texts = Object.entries({ ...config.vars, ...vars })
  const bindings = [
    ...objects.map((one) => `(name = "${one.name}", durableObjectNamespace = "${one.class_name}")`),
    ...texts.map(([name, value]) => `(name = "${name}", text = ${JSON.stringify(value)})`),
  ]
  const namespaces = objects.map(
    ({ class_name: name }) => `(className = "${name}", uniqueKey = "${name}", enableSql = true)`,
  )
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "storage", disk = (path = ${JSON.stringify(storage)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [${modulesOf(bundle).join(', ')}],
  compatibilityDate = "${supported(config.compatibility_date)}",
  compatibilityFlags = [${config.compatibility_flags.map((flag) => `"${flag}"`).join(', ')}],
  bindings = [${bindings.join(', ')}],
  durableObjectNamespaces = [${namespaces.join(', ')}],
  durableObjectStorage = (localDisk = "storage"),
);
`
}

/** The entry first: it is the one script. */
function modulesOf(bundle: string): string[] {
  const files = readdirSync(bundle).sort()
  const named = (ending: string, kind: string) =>
    files
      .filter((file) => file.endsWith(ending))
      .map((file) => `(name = "./${file}", ${kind} = embed "${file}")`)
  return [...named('.js', 'esModule'), ...named('.sql', 'text')]
}

/** A workerd refuses dates after its own release. */
function supported(date: string): string {
  const version = execFileSync(bin('workerd'), ['--version'], { encoding: 'utf8' })
  const released = /\d{4}-\d{2}-\d{2}/.exec(version)?.[0] ?? date
  return date < released ? date : released
}
