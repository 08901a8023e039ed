import type { AuditChecked, AuditEntryShown } from '../../admin/audit.ts'
import { type CliContext, type Command, type Outcome, UsageError } from './command.ts'
import { table } from './help.ts'

const SITE = { value: 'SITE', required: true, meaning: 'Whose audit trail it is.' } as const

const ENTRIES_SHOWN = 100

const auditList: Command = {
  name: 'audit list',
  args: [],
  summary: 'Show what has changed in what was credited already: when, why, from what to what.',
  options: {
    site: SITE,
    after: { value: 'SEQ', meaning: 'Entries behind this number; without it, from the beginning.' },
    limit: { value: 'N', meaning: `At most so many entries; ${ENTRIES_SHOWN} without it.` },
  },
  examples: ['audit list --site shop', 'audit list --site shop --after 1042 --json'],
  run: async (input, { admin }) => {
    const site = input.option('site') ?? ''
    const answer = await admin({
      command: 'audit_list',
      site,
      after: wholeOf(input.option('after'), 'after', 0),
      limit: wholeOf(input.option('limit'), 'limit', ENTRIES_SHOWN),
    })
    const entries = answer['entries'] as AuditEntryShown[]
    const lines = table(
      entries.map(({ seq, at, kind, subject, before, after }) => [
        String(seq),
        at,
        kind,
        JSON.stringify(subject),
        `${JSON.stringify(before)} → ${JSON.stringify(after)}`,
      ]),
    )
    const more = answer['next'] === null ? [] : [`More: --after ${answer['next']}`]
    const text = [...lines, ...more].join('\n')
    return { json: answer, text: text || `Nothing that was credited on ${site} has changed.` }
  },
}

const auditVerify: Command = {
  name: 'audit verify',
  args: [],
  summary: 'Compute the hash chain of the audit trail anew, and say where it was tampered with.',
  notes: [
    'Each entry is bound to the one before: one that was changed or taken out breaks the chain. That',
    'the last ones were taken off shows only to who has kept a head of before: keep the printed one',
    'outside of this machine, and give it the next time. Exits with 1 when something is wrong.',
  ],
  options: {
    site: SITE,
    head: { value: 'HASH', meaning: 'A head that was printed before: it must be in the chain.' },
  },
  examples: [
    'audit verify --site shop',
    'audit verify --site shop --head 5d1c0a4c43b1a3c2f5b7e7a6a0e1c9d84c1f0e5f2d3b6a798897a6b5c4d3e2f1',
  ],
  run: async (input, context) => {
    const site = input.option('site') ?? ''
    const head = input.option('head')?.toLowerCase()
    if (head !== undefined && !/^[0-9a-f]{64}$/.test(head))
      throw new UsageError(`--head ${head}: is no SHA-256 of 64 hex digits`)
    return outcomeOf(site, head, await checkAll(site, head, context))
  },
}

export const AUDIT_COMMANDS: readonly Command[] = [auditList, auditVerify]

interface Found {
  entries: number
  last: AuditChecked
  isHeadFound: boolean
  isHeadGivenUp: boolean
}

/** Part by part, so that no question takes long. */
async function checkAll(
  site: string,
  head: string | undefined,
  { admin }: CliContext,
): Promise<Found> {
  const found = { entries: 0, isHeadFound: false, isHeadGivenUp: false }
  let from: AuditChecked['head'] | undefined
  for (;;) {
    const part = await admin({ command: 'audit_verify', site, ...(from && { from }) })
    const last = part as unknown as AuditChecked
    found.entries += last.checked
    found.isHeadGivenUp ||= last.given_up.some(({ hash }) => hash === head)
    found.isHeadFound ||= await isIn(head, from, last, site, admin)
    if (last.done) return { ...found, last }
    from = last.head
  }
}

/** Whether a head is one of a part that was checked. */
async function isIn(
  head: string | undefined,
  from: AuditChecked['head'] | undefined,
  { head: end, checked }: AuditChecked,
  site: string,
  admin: CliContext['admin'],
): Promise<boolean> {
  if (head === undefined || checked === 0) return false
  if (head === end.hash) return true
  const page = { after: from?.seq ?? 0, limit: checked }
  const { entries } = await admin({ command: 'audit_list', site, ...page })
  return (entries as AuditEntryShown[]).some(({ hash }) => hash === head)
}

function outcomeOf(site: string, head: string | undefined, found: Found): Outcome {
  const { entries, last, isHeadFound, isHeadGivenUp } = found
  const isHeadLost = head !== undefined && !isHeadFound
  const ok = last.broken === null && !isHeadLost
  const json = {
    ...{ site, ok, entries, head: last.head, broken: last.broken },
    ...(head !== undefined && { head_found: isHeadFound, head_given_up: isHeadGivenUp }),
  }
  const lines = [
    last.broken === null
      ? `${site}: ${entries} entries, each bound to the one before.`
      : `${site}: entry ${last.broken} does NOT follow from those before it: it, or one before it, was changed or taken out.`,
    ...(isHeadLost ? [lostText(isHeadGivenUp)] : []),
    `Head: ${last.head.hash} (entry ${last.head.seq})`,
  ]
  return { json, text: lines.join('\n'), failed: !ok }
}

const lostText = (isGivenUp: boolean): string =>
  isGivenUp
    ? 'The given head is not in the chain: a restore from a snapshot has given it up, as its entry says.'
    : 'The given head is NOT in the chain: entries that were there have been taken off or replaced.'

/** @throws UsageError */
function wholeOf(text: string | undefined, option: string, fallback: number): number {
  if (text === undefined) return fallback
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${option} ${text}: is no whole number`)
  return Number(text)
}
