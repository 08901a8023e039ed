import { codeKey } from '../../../shared/codes.ts'
import type { RegisteredCode } from '../../journey/codes.ts'
import type { CodeFact, FactOutcome } from '../facts.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'

/** A version of a code as it is stored. */
export interface CodeRow {
  key: string
  code: string
  channel: string | null
  campaign_source: string
  campaign_medium: string
  campaign: string
  partner: string | null
  customer_id: string | null
  valid_from: number | null
  valid_to: number | null
  /** 1 when it is no code any more */
  removed: number
}

const CONTENT = [
  'key',
  'code',
  'channel',
  'campaign_source',
  'campaign_medium',
  'campaign',
  'partner',
  'customer_id',
  'valid_from',
  'valid_to',
  'removed',
] as const satisfies readonly (keyof CodeRow)[]

/** As SQL: a row of `codes` is the version that stands, the last received. */
export const CODE_STANDS =
  'codes.seq = (SELECT max(seq) FROM codes newer WHERE newer.key = codes.key)'

/** Codes looked up lately: a slice of orders asks for few of them many times. */
const REMEMBERED_MAX = 20_000

/** Stores codes, and tells what one means now. */
export class Codes {
  readonly #statements
  readonly #sequence: Sequence
  readonly #remembered = new Map<string, RegisteredCode | undefined>()

  constructor(sql: Sql, sequence: Sequence) {
    this.#sequence = sequence
    this.#statements = {
      standing: sql.prepare<CodeRow>('SELECT * FROM codes WHERE key = ? ORDER BY seq DESC LIMIT 1'),
      insert: sql.prepare(
        `INSERT INTO codes (seq, ${CONTENT.join(', ')}, source, owner, schema_version, received_at)
         VALUES (?, ${CONTENT.map(() => '?').join(', ')}, ?, ?, ?, ?)`,
      ),
    }
  }

  readonly registered = (key: string): RegisteredCode | undefined => {
    if (this.#remembered.has(key)) return this.#remembered.get(key)
    const row = this.#statements.standing.get(key)
    const code = row && row.removed === 0 ? registeredOf(row) : undefined
    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear()
    this.#remembered.set(key, code)
    return code
  }

  /** One that says something else than the one before takes its place. */
  append(fact: CodeFact): FactOutcome {
    const fresh = rowOf(fact)
    const before = this.#statements.standing.get(fresh.key)
    if (before ? sayTheSame(before, fresh) : fact.removed) return 'unchanged'
    const { source, owner, schemaVersion, receivedAt } = fact
    const values = CONTENT.map((name) => fresh[name])
    const provenance = [source, owner, schemaVersion, receivedAt]
    this.#statements.insert.run(this.#sequence.take(), ...values, ...provenance)
    this.#remembered.delete(fresh.key)
    return before && before.removed === 0 ? 'updated' : 'created'
  }
}

const rowOf = (fact: CodeFact): CodeRow => ({
  key: codeKey(fact.code),
  code: fact.code,
  channel: fact.channel,
  campaign_source: fact.campaignSource,
  campaign_medium: fact.campaignMedium,
  campaign: fact.campaign,
  partner: fact.partner,
  customer_id: fact.customerId,
  valid_from: fact.validFrom,
  valid_to: fact.validTo,
  removed: fact.removed ? 1 : 0,
})

const registeredOf = (row: CodeRow): RegisteredCode => ({
  key: row.key,
  channel: row.channel,
  source: row.campaign_source,
  medium: row.campaign_medium,
  campaign: row.campaign,
  customerId: row.customer_id,
  validFrom: row.valid_from,
  validTo: row.valid_to,
})

/** Of two that are removed it makes no difference what else they say. */
const sayTheSame = (a: CodeRow, b: CodeRow): boolean =>
  (a.removed === 1 && b.removed === 1) || CONTENT.every((name) => a[name] === b[name])
