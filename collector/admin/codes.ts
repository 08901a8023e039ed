import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { codeText, wireCode } from '../../shared/wire/codes.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { codeRemoved, codeSaid, codeShown } from '../source/codes.ts'
import { AdminInputError, AdminUnknownError } from './errors.ts'
import { ledgerOf, type ReadableSites } from './owned-ledgers.ts'

type Answer = Record<string, unknown>

const site = { site: siteId }

export const codeAdd = z.object({
  command: z.literal('code_add'),
  ...site,
  code: wireCode,
})
export const codeList = z.object({ command: z.literal('code_list'), ...site })
export const codeRemove = z.object({ command: z.literal('code_remove'), ...site, code: codeText })

const provenance = (receivedAt: number) =>
  ({ source: 'cli', owner: 'cli', schemaVersion: 1, receivedAt }) as const

const rulesOf = async (ledger: Pick<Ledger, 'state'>) => {
  const { domains: ownHosts, siteRules } = (await ledger.state()).settings
  return { ownHosts, siteRules }
}

/** Registers a code, or changes it; orders that carry it are settled by `settle`. */
export async function addCode(
  ledger: Ledger,
  clock: () => number,
  { site, code }: z.output<typeof codeAdd>,
): Promise<Answer> {
  const rules = await rulesOf(ledger)
  const said = codeSaid(code, rules)
  if (typeof said === 'string') throw new AdminInputError([{ field: 'channel', message: said }])
  const fact = { ...provenance(clock()), ...said, removed: false }
  const { codes } = await ledger.append({ codes: [fact] })
  return { site, ...codeShown(said, rules), outcome: codes?.[0] }
}

export async function listCodes(ledgers: ReadableSites, site: string): Promise<Answer> {
  const ledger = await ledgerOf(ledgers, site)
  const rules = await rulesOf(ledger)
  const { codes } = await ledger.report({ kind: 'codes' })
  return { site, codes: codes.map((code) => codeShown(code, rules)) }
}

/** @throws AdminUnknownError for a code that is not registered */
export async function removeCode(
  ledger: Ledger,
  clock: () => number,
  { site, code }: z.output<typeof codeRemove>,
): Promise<Answer> {
  const fact = { ...provenance(clock()), ...codeRemoved(code), removed: true }
  const { codes } = await ledger.append({ codes: [fact] })
  if (codes?.[0] === 'unchanged')
    throw new AdminUnknownError(
      'code',
      `${site} has no code ${code}: "code list --site ${site}" shows them`,
    )
  return { site, code, removed: true }
}
