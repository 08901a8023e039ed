import type { AdminAnswer } from '../../admin/commands.ts'
import { AdminError } from '../../admin/errors.ts'
import { FileError } from '../../source/files/file.ts'
import { settleAll } from '../settle-all.ts'
import {
  type CliContext,
  type CliInput,
  type Command,
  type Outcome,
  UsageError,
} from './command.ts'
import { table } from './help.ts'
import { lookAtFile } from './import-any.ts'
import { FILE_OPTIONS, fileOptionsOf, ORDER_OPTIONS, readFrom } from './import-file.ts'
import { refusedText } from './import-text.ts'
import { importWatching } from './import-watch.ts'

const SITE = { value: 'SITE', required: true, meaning: 'Whose costs they become.' }

const importFile: Command = {
  name: 'import',
  args: ['[file]'],
  summary:
    'Take in a file of an ad platform or a CRM as it was downloaded; without --apply, say what it would do.',
  notes: [
    'Google Ads, Meta, Microsoft, TikTok, LinkedIn, GA4 cost data, the unified layout, ECB rates, and any CSV',
    'with --map. It goes in as a whole or not at all. A file that comes again changes nothing; a corrected one',
    'replaces by platform, account, campaign and day. What would count twice is refused. --watch takes files as',
    'they appear in a folder, and moves them to done/, or to refused/ with the reason beside them.',
    'Deals of HubSpot, Salesforce and Pipedrive become conversions of the goal "deal", contacts of HubSpot',
    'say who is who; these are not rolled back: a later file replaces what a deal said before.',
    'Orders of the years before are taken in as well: "import orders" says more of them.',
  ],
  options: {
    site: SITE,
    apply: { meaning: 'Take it in.' },
    'dry-run': { meaning: 'Say what it would do, and store nothing: so it is without --apply.' },
    'skip-refused': { meaning: 'With --apply: leave out the lines that can not be taken in.' },
    watch: {
      value: 'DIR',
      meaning: 'Take in what appears in this folder, until the command is stopped.',
    },
    ...FILE_OPTIONS,
  },
  examples: [
    'import google-ads.csv --site shop',
    'import --watch /srv/ads --site shop',
    'import meta.csv --site shop --from 2026-11-01 --to 2026-11-30 --apply',
    'import deals.csv --site shop --apply',
    'import dsp.csv --site shop --map dsp.json --currency EUR --apply --at https://t.shop.example',
  ],
  run: async (input, context) => {
    const [file] = input.args
    const folder = input.option('watch')
    if (folder !== undefined && file === undefined) return importWatching(folder, input, context)
    if (file === undefined || folder !== undefined)
      throw new UsageError('name a file, or a folder with --watch')
    return importOne(file, input, context)
  },
}

const importOrders: Command = {
  name: 'import orders',
  args: ['<file>'],
  summary:
    'Take in the orders of the years before as history; without --apply, say what it would do.',
  notes: [
    "Shopify's orders export, WooCommerce's as plugins write it, Stripe's payments, a CSV with the fields of",
    'POST /v1/conversions, and any other with --map. They earn nobody credit and make customers old. Orders',
    'that a webhook tells of as well are the same, and its word stands. Not paid, cancelled and test orders',
    'are passed over, each with its reason. What went in can be rolled back as a whole.',
  ],
  options: {
    site: { ...SITE, meaning: 'Whose orders they are.' },
    apply: { meaning: 'Take it in.' },
    'dry-run': { meaning: 'Say what it would do, and store nothing: so it is without --apply.' },
    'skip-refused': { meaning: 'With --apply: leave out the lines that can not be taken in.' },
    ...ORDER_OPTIONS,
  },
  examples: [
    'import orders orders_export.csv --site shop',
    'import orders orders_export.csv --site shop --apply',
    'import orders unified_payments.csv --site shop --to 2026-08-31 --apply',
  ],
  run: (input, context) => importOne(input.args[0] ?? '', input, context, { isOfOrders: true }),
}

async function importOne(
  file: string,
  input: CliInput,
  context: CliContext,
  { isOfOrders = false } = {},
): Promise<Outcome> {
  if (input.has('apply') && input.has('dry-run'))
    throw new UsageError('--apply takes it in, and --dry-run does not: give one of both')
  const site = input.option('site') ?? ''
  const read = await readFrom(file, { ...fileOptionsOf(input), isOfOrders }).catch(unreadable(file))
  const looked = await lookAtFile(read, site, context).catch(unreadable(file))
  const { refused } = looked.told
  if (!input.has('apply')) {
    const text = `${looked.text}\nNothing was stored: --apply takes it in.`
    return { json: looked.told, text }
  }
  if (refused.length > 0 && !input.has('skip-refused'))
    throw new AdminError(
      `${refusedText(refused).join('\n')}\nNothing was stored: mend the file, or leave these lines out with --skip-refused`,
    )
  const taken = await looked.take()
  return { json: { ...looked.told, ...taken.json }, text: `${looked.text}\n${taken.text}` }
}

/** A file that can't be read is named, and fails the command. */
const unreadable =
  (file: string) =>
  (error: unknown): never => {
    throw error instanceof FileError ? new AdminError(`${file}: ${error.message}`) : error
  }

const importList: Command = {
  name: 'import list',
  args: [],
  summary: 'List the imports of a site, the newest first.',
  options: { site: { ...SITE, meaning: 'Whose imports they are.' } },
  examples: ['import list --site shop'],
  run: async (input, { admin }) => {
    const site = input.option('site') ?? ''
    const imports: AdminAnswer[] = []
    let before: number | undefined
    do {
      const page = await admin({ command: 'import_list', site, before, limit: 200 })
      imports.push(...(page['imports'] as AdminAnswer[]))
      before = (page['next'] as number | null) ?? undefined
    } while (before !== undefined)
    const rows = imports.map(lineOf)
    return {
      json: { site, imports },
      text: rows.length > 0 ? table(rows).join('\n') : `${site} has no imports.`,
    }
  },
}

function lineOf(shown: AdminAnswer) {
  const { id, state, kind, file, rows, from, to, spend, imported_at: at } = shown
  const sums = ((shown['value'] ?? spend) as { amount: string; currency: string }[]).map(
    ({ amount, currency }) => `${amount} ${currency}`,
  )
  const what = `${rows} rows, ${from} … ${to}`
  return [id, state, kind, file, what, sums.join(' + '), String(at).slice(0, 16)].map(String)
}

const importRollback: Command = {
  name: 'import rollback',
  args: ['<id>'],
  summary: 'Take an import back as a whole: what it had replaced counts again.',
  notes: ['What a later import has replaced since stays as it is.'],
  options: { site: { ...SITE, meaning: 'Whose import it is.' } },
  examples: ['import rollback 4f0c6f3e-7d5b-4e1c-9a53-0d6f6a1b2c3d --site shop'],
  run: async (input, context) => {
    const [id = ''] = input.args
    const site = input.option('site') ?? ''
    const { outcome } = await context.admin({ command: 'import_rollback', site, id })
    await settleAll(site, context)
    const told = outcome === 'done' ? 'is rolled back' : 'was rolled back before'
    return {
      json: { site, id, outcome: outcome === 'done' ? 'rolled_back' : 'unchanged' },
      text: `Import ${id} ${told}.`,
    }
  },
}

export const IMPORT_COMMANDS: readonly Command[] = [
  importList,
  importRollback,
  importOrders,
  importFile,
]
