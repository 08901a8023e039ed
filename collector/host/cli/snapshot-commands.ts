import { AdminError } from '../../admin/errors.ts'
import { moreThan, type SnapshotShown } from '../../admin/snapshots.ts'
import { type FactCounts, factCounts } from '../../ledger/snapshots.ts'
import type { CliContext, Command, Outcome } from './command.ts'
import { countsText } from './counts-text.ts'
import { CALL, table } from './help.ts'

const snapshotCreate: Command = {
  name: 'snapshot create',
  args: ['<site>'],
  summary: 'Remember a site as it is now, so that it can be taken back to this moment.',
  notes: [
    'Also while the collector runs, and without holding it up. A snapshot stands beside the site, on',
    'the same disk: it helps against a wrong import, not against a lost disk. That is for "backup".',
  ],
  options: { note: { value: 'TEXT', meaning: 'Why it is made; shown in the list.' } },
  examples: ['snapshot create shop --note "before the import of 2025"'],
  run: async (input, { admin }) => {
    const [site = ''] = input.args
    const note = input.option('note') ?? ''
    const answer = await admin({ command: 'snapshot_create', site, note })
    return {
      json: answer,
      text: `${answer['id']}: ${site} as it is now, facts: ${countsText(answer['facts'])}.`,
    }
  },
}

const snapshotList: Command = {
  name: 'snapshot list',
  args: ['<site>'],
  summary: 'List the snapshots of a site, oldest first: when, how much was in it, why.',
  options: {},
  examples: ['snapshot list shop'],
  run: async (input, context) => {
    const [site = ''] = input.args
    const snapshots = await listed(site, context)
    const rows = snapshots.map(({ id, created_at, bytes, facts, note }) => [
      id,
      created_at,
      bytes === null ? '' : `${bytes} bytes`,
      countsText(facts),
      note,
    ])
    const text = table(rows).join('\n') || `There is no snapshot of ${site} yet.`
    return { json: { site, snapshots }, text }
  },
}

const snapshotRestore: Command = {
  name: 'snapshot restore',
  args: ['<site>', '<id>'],
  summary: 'Take a site back to a snapshot: facts, settings and keys, as they were then.',
  notes: [
    'Without --yes it says what would be undone, changes nothing, and exits with 1. With --yes it makes',
    'a snapshot of the present first, so that this can be undone. The collector goes on meanwhile: who',
    'writes to the site gets 503 with Retry-After for a moment, and nothing acknowledged is lost.',
  ],
  options: { yes: { meaning: 'Do it.' } },
  examples: [
    'snapshot restore shop 20261130T101500123Z-4f9a',
    'snapshot restore shop 20261130T101500123Z-4f9a --yes',
  ],
  run: async (input, context) => {
    const [site = '', id = ''] = input.args
    return input.has('yes') ? restored(site, id, context) : foretold(site, id, context)
  },
}

export const SNAPSHOT_COMMANDS: readonly Command[] = [snapshotCreate, snapshotList, snapshotRestore]

async function restored(site: string, id: string, context: CliContext): Promise<Outcome> {
  const { admin, isFar, place } = context
  const answer = await admin({ command: 'snapshot_restore', site, id })
  const again = answer['keys_valid_again'] as string[]
  return {
    json: answer,
    text: [
      `${site} is as it was in ${id}.`,
      ...changeText(answer as unknown as Change),
      ...again.map(
        (key) => `Key ${key} was revoked since then, and is valid again: revoke it anew.`,
      ),
      '',
      `To undo this: ${CALL} snapshot restore ${site} ${answer['undo']} --yes${isFar ? ` --at ${place}` : ''}`,
    ].join('\n'),
  }
}

/** What a restore would do. It fails, so that no script takes it for done. */
async function foretold(site: string, id: string, context: CliContext): Promise<Outcome> {
  const snapshots = await listed(site, context)
  const snapshot = snapshots.find((known) => known.id === id)
  if (!snapshot)
    throw new AdminError(`"${site}" has no snapshot ${id}: "snapshot list ${site}" shows those`)
  const status = await context.admin({ command: 'site_status', site })
  const now = factCounts(status['facts'] as FactCounts)
  const change: Change = {
    undone: moreThan(snapshot.facts, now),
    brought_back: moreThan(now, snapshot.facts),
  }
  return {
    json: { site, id, restored: false, ...change },
    text: [
      `${site} would be as it was at ${snapshot.created_at}.`,
      ...changeText(change),
      'Nothing was changed: add --yes to do it.',
    ].join('\n'),
    failed: true,
  }
}

interface Change {
  undone: FactCounts | null
  brought_back: FactCounts | null
}

function changeText({ undone, brought_back }: Change): string[] {
  if (!undone || !brought_back) return ['What is undone cannot be said: the site was damaged.']
  const back = countsText(brought_back)
  return [
    `Facts after it, undone: ${countsText(undone)}.`,
    ...(back === 'none' ? [] : [`Facts brought back: ${back}.`]),
  ]
}

async function listed(site: string, { admin }: CliContext): Promise<SnapshotShown[]> {
  const answer = await admin({ command: 'snapshot_list', site })
  return answer['snapshots'] as SnapshotShown[]
}
