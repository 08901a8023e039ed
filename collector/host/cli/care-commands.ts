import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { AdminError } from '../../admin/errors.ts'
import type { Verification } from '../../ledger/sqlite/verify.ts'
import { copySite } from '../../ledger/threads/copy-site.ts'
import { siteFile } from '../../ledger/threads/site-files.ts'
import { isCollectorUp } from '../admin-socket.ts'
import { prove } from '../prove.ts'
import { settleAll } from '../settle-all.ts'
import type { CliContext, Command } from './command.ts'
import { sitesMeant, sitesMeantThere } from './read-site.ts'

const SETTLING_WAIT_MS = 10_000
const SETTLING_LOOK_MS = 200

const verify: Command = {
  name: 'verify',
  args: ['[site…]'],
  summary: 'Derive all figures from the facts once more, and compare; without a site, all sites.',
  notes: [
    'Only reads, also beside a running collector. Exits with 1 and the differences when any differs.',
    'Credit that a running collector has not settled yet is waited for, a little. With --at the',
    'collector there does it, in pieces, beside what its reports read, and takes facts meanwhile.',
  ],
  options: {},
  examples: ['verify', 'verify shop --json'],
  run: async (input, context) => {
    const sites: ({ site: string } & Verification)[] = []
    for (const site of await meant(input.args, context))
      sites.push({ site, ...(await verified(site, context)) })
    const ok = sites.every((one) => one.ok)
    const text =
      sites.map(verificationText).join('\n') || `There is no site in ${context.place} yet.`
    return { json: { ok, sites }, text, failed: !ok }
  },
}

const rebuild: Command = {
  name: 'rebuild',
  args: ['<site>'],
  summary:
    'Compute all figures of a site anew from its facts, beside the old ones, then show them.',
  options: {},
  examples: ['rebuild shop'],
  run: async (input, context) => {
    const [site = ''] = input.args
    await context.admin({ command: 'rebuild', site })
    const { generation, pending } = await settleAll(site, context)
    return {
      json: { site, generation, pending },
      text: `${site} is rebuilt: generation ${generation}.`,
    }
  },
}

const backup: Command = {
  name: 'backup',
  args: ['<site>'],
  summary: 'Copy the database of a site as it is at one moment, also while the collector runs.',
  notes: [
    'The copy is whole: to bring it back, stop the collector and put it into the data folder as',
    'sites/<site>.db. It holds hashes and secrets of the site: keep it as safe as the original.',
  ],
  options: {
    to: { value: 'FILE', required: true, meaning: 'Where the copy goes; must not exist.' },
  },
  needsFolder: 'it copies a file to a file',
  examples: ['backup shop --to /backups/shop-2026-11-30.db'],
  run: async (input, { folder }) => {
    const [site = ''] = input.args
    const to = input.option('to') ?? ''
    if (existsSync(to)) throw new AdminError(`${to} is there already: name another file`)
    sitesMeant(folder, [site])
    const { bytes } = await copySite(siteFile(folder, site), to)
    return { json: { site, to, bytes }, text: `${site} is in ${to} (${bytes} bytes).` }
  },
}

export const CARE_COMMANDS: readonly Command[] = [verify, rebuild, backup]

const meant = (named: readonly string[], context: CliContext): string[] | Promise<string[]> =>
  context.isFar ? sitesMeantThere(context, named) : sitesMeant(context.folder, named)

const verified = (site: string, context: CliContext): Promise<Verification> =>
  context.isFar ? prove(site, context) : verifySettled(context.folder, site)

async function verifySettled(folder: string, site: string): Promise<Verification> {
  const { verifySite } = await import('../../ledger/sqlite/verify.ts')
  const until = Date.now() + SETTLING_WAIT_MS
  for (;;) {
    const found = verifySite(siteFile(folder, site))
    if (found.pending === 0 || Date.now() > until || !(await isCollectorUp(folder))) return found
    await delay(SETTLING_LOOK_MS)
  }
}

function verificationText({ site, counts, ...found }: { site: string } & Verification): string {
  const counted = Object.entries(counts).map(([name, count]) => `${count} ${name}`)
  const lines = [`${site}: ${verdictOf(found)} (${counted.join(', ')})`]
  return [...lines, ...found.differences.map((difference) => `  ${difference}`)].join('\n')
}

function verdictOf({ ok, pending }: Pick<Verification, 'ok' | 'pending'>): string {
  if (!ok) return 'DIFFERS from a rebuild from its facts'
  if (pending === 0) return 'equals a rebuild from its facts'
  return `sums agree, but ${pending} conversions are not settled yet: start the collector, then verify again`
}
