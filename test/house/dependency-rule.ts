import { importsOf } from './imports.ts'
import type { Source } from './sources.ts'

/** What the files below a path may import: paths of the project by their beginning, and modules. */
interface Rule {
  of: string
  /** Beginnings of paths. A rule's own path is always among them. */
  ours: readonly string[]
  /** Names of packages, and 'node:' for all of Node's own. */
  modules: readonly string[]
}

const TOUCH = ['shared/', 'collector/touch/']
const JOURNEY = [...TOUCH, 'collector/journey/']
const ATTRIBUTION = [...JOURNEY, 'collector/attribution/']
const PURE = [...ATTRIBUTION, 'collector/roi/', 'collector/export/', 'collector/source/']
const PORT_FILES = [
  'ledger',
  'computing',
  'defaults',
  'facts',
  'sale-facts',
  'touch-facts',
  'imports',
  'importing',
  'campaign-aliases',
  'opens',
  'provenance',
  'freshness',
  'transfer',
  'proof',
  'snapshots',
  'audit',
  'fits',
  'fitted-models',
  'past',
  'closing',
  'webhooks',
  'outgoing',
  'erasing',
  'exporting',
  'site-state',
].map((name) => `collector/ledger/${name}.ts`)
/** Families of reports have files of their own. */
const PORT = [...PORT_FILES, 'collector/ledger/reports-']
const ENGINE_MODULES = ['node:', 'better-sqlite3', 'drizzle-orm', 'drizzle-kit']
const ENGINE = [...PORT, ...PURE]
/** Files of the engine that are for Node alone. */
const NODE_FILES = ['better-sqlite', 'site-file', 'verify', 'copy-database'].map(
  (name) => `collector/ledger/sqlite/${name}.ts`,
)
const WORKERS_MODULES = ['cloudflare:workers', '@cloudflare/workers-types', 'drizzle-orm']

/** The dependency rule of the design. Of two rules that fit a file the longer `of` decides. */
const RULES: readonly Rule[] = [
  { of: 'shared/', ours: [], modules: ['zod'] },

  // Only types and constants of shared: all that these files import is counted in the tag's bytes.
  { of: 'snippet/', ours: ['shared/limits.ts', 'shared/event-names.ts'], modules: [] },
  { of: 'snippet/build.ts', ours: ['snippet/', 'dist/'], modules: ['esbuild', 'node:'] },

  // Types of what crosses the wire, and nothing at run time; what publishes it reads the schemas.
  { of: 'client/src/', ours: ['shared/wire/'], modules: ['zod'] },
  {
    of: 'client/build/',
    ours: ['client/', 'shared/wire/'],
    modules: ['zod', 'esbuild', 'node:'],
  },

  // Pure: the way data flows, and packages that only compute.
  { of: 'collector/touch/', ours: TOUCH, modules: ['isbot', 'ua-parser-js'] },
  { of: 'collector/journey/', ours: JOURNEY, modules: [] },
  { of: 'collector/attribution/', ours: ATTRIBUTION, modules: [] },
  { of: 'collector/roi/', ours: [...ATTRIBUTION, 'collector/roi/'], modules: [] },
  {
    of: 'collector/export/',
    ours: [...ATTRIBUTION, 'collector/roi/', 'collector/export/'],
    modules: [],
  },
  { of: 'collector/source/', ours: TOUCH, modules: [] },
  {
    of: 'collector/source/files/',
    ours: [...TOUCH, 'collector/source/rates.ts'],
    modules: ['papaparse', 'zod'],
  },
  // An order of a file has the ids and the arithmetic that the webhook of its shop gives it.
  {
    of: 'collector/source/files/sales/order',
    ours: [...TOUCH, 'collector/source/files/', 'collector/source/webhooks/'],
    modules: ['zod'],
  },
  // Types alone: what a vendor's reader gives is what the wire takes.
  { of: 'collector/source/webhooks/action.ts', ours: TOUCH, modules: ['zod'] },

  ...PORT.map((of) => ({ of, ours: [...PORT, ...PURE], modules: [] })),
  { of: 'collector/ledger/', ours: ['collector/ledger/', ...PURE], modules: ENGINE_MODULES },
  // The engine itself runs in a thread of Node and in a Durable Object: nothing of either.
  {
    of: 'collector/ledger/sqlite/',
    ours: ENGINE,
    modules: ['drizzle-orm', 'drizzle-kit', '@noble/hashes'],
  },
  ...NODE_FILES.map((of) => ({
    of,
    ours: [...ENGINE, 'collector/ledger/'],
    modules: ENGINE_MODULES,
  })),
  {
    of: 'collector/ledger/durable/',
    ours: ['collector/ledger/', 'collector/outgoing/', ...PURE],
    modules: WORKERS_MODULES,
  },

  // What others send becomes facts of the port, whichever way it came.
  { of: 'collector/records/', ours: [...PORT, ...PURE], modules: ['zod'] },

  // How others are told what happens: the same on every host.
  { of: 'collector/outgoing/', ours: PORT, modules: [] },

  // What operators ask, whichever way it comes: no engine, nothing of Node, and no request.
  {
    of: 'collector/admin/',
    ours: [
      ...['email', 'fields', 'keys', 'link-signature', 'public-suffix', 'secrets'].map(
        (name) => `collector/http/${name}.ts`,
      ),
      'collector/outgoing/',
      'collector/records/',
      ...PORT,
      ...PURE,
    ],
    modules: ['zod'],
  },

  // No engine, and nothing of Node: the same app runs on other hosts.
  {
    of: 'collector/http/',
    ours: ['collector/admin/errors.ts', 'collector/records/', ...PORT, ...PURE],
    modules: ['hono', 'tldts', 'zod', '@noble/hashes'],
  },
  {
    of: 'collector/app.ts',
    ours: ['collector/http/', 'collector/dashboard/state/views.ts', ...PORT, ...PURE],
    modules: ['hono'],
  },

  // The web page knows the collector by what crosses the wire alone.
  {
    of: 'collector/dashboard/',
    ours: ['shared/', 'client/src/'],
    modules: ['preact', 'echarts', 'zod'],
  },
  {
    of: 'collector/dashboard/build.ts',
    ours: ['collector/dashboard/', 'dist/'],
    modules: ['esbuild', 'node:'],
  },

  {
    of: 'collector/host/',
    ours: ['collector/', 'shared/', 'dist/'],
    modules: [
      'node:',
      '@hono/node-server',
      'hono',
      'better-sqlite3',
      'mmdb-lib',
      'hyparquet-writer',
      'zod',
    ],
  },
  {
    of: 'collector/host/workers',
    ours: ['collector/', 'shared/'],
    modules: ['@cloudflare/workers-types', 'hono', 'zod'],
  },
  {
    of: 'collector/host/workers/build.ts',
    ours: ['snippet/', 'collector/http/', 'collector/dashboard/', 'dist/'],
    modules: ['node:'],
  },
]

/** Imports that break the rule, as `path imports what`; a file that no rule speaks of breaks it. */
export function breaches(source: Source): string[] {
  const rule = RULES.filter(({ of }) => source.path.startsWith(of)).toSorted(
    (a, b) => b.of.length - a.of.length,
  )[0]
  if (!rule) return [`${source.path} stands where no rule says what it may import`]
  return importsOf(source)
    .filter((name) => !isAllowed(rule, name))
    .map((name) => `${source.path} imports ${name}`)
}

function isAllowed({ of, ours, modules }: Rule, name: string): boolean {
  if (name.startsWith('node:')) return modules.includes('node:')
  if (modules.some((known) => name === known || name.startsWith(`${known}/`))) return true
  return [of, ...ours].some((beginning) => name.startsWith(beginning))
}
