import {
  type Cursor,
  type DerivedTable,
  MoveError,
  type Positions,
  type RowsPage,
  type RowsQuery,
  TRANSFER_TABLES,
  type TransferTable,
} from '../transfer.ts'
import { DERIVED } from './derived.ts'
import { Importing } from './importing.ts'
import { Keyset } from './keyset.ts'
import * as schema from './schema.ts'
import { SEALED_TO } from './sealing.ts'
import type { Sql } from './sql.ts'

/** How many migrations there are: pages go between databases of one shape. */
export const SCHEMA_VERSION = 23

/** What of `site` is the site's own. The rest (status, progress) is its host's, and stays there. */
export const MOVED_VALUES = ['created_at', 'emailSecret', 'identifySecret', SEALED_TO] as const

/** Bytes of one page, beneath what a Durable Object takes as one value, with room to spare. */
const PAGE_BYTES_MAX = 900_000

/** Rows read together, so that a page of large rows does not hold many more in memory. */
const ROWS_AT_ONCE = 200

/** Columns that follow from others are derived at the target. */
const MOVED: Record<TransferTable, Keyset> = {
  site: new Keyset(schema.site),
  keys: new Keyset(schema.keys),
  settings: new Keyset(schema.settings),
  visitors: new Keyset(schema.visitors, { columns: ['id', 'uuid'] }),
  tuples: new Keyset(schema.tuples),
  conversions: new Keyset(schema.conversions, { columns: ['id', 'goal', 'transaction_id'] }),
  hits: new Keyset(schema.hits),
  conversion_versions: new Keyset(schema.conversionVersions),
  refunds: new Keyset(schema.refunds, { without: ['counts_for'] }),
  conversion_names: new Keyset(schema.conversionNames),
  identities: new Keyset(schema.identities),
  costs: new Keyset(schema.costs),
  imports: new Keyset(schema.imports),
  import_marks: new Keyset(schema.importMarks),
  rates: new Keyset(schema.rates),
  audit: new Keyset(schema.audit),
  model_versions: new Keyset(schema.modelVersions),
  codes: new Keyset(schema.codes),
  campaign_aliases: new Keyset(schema.campaignAliases),
  opens: new Keyset(schema.opens),
  told_touches: new Keyset(schema.toldTouches),
  periods: new Keyset(schema.periods),
  closed_credits: new Keyset(schema.closedCredits),
  closed_touches: new Keyset(schema.closedTouches),
  closed_costs: new Keyset(schema.closedCosts),
  capped_hits: new Keyset(schema.cappedHits),
  tallies: new Keyset(schema.tallies),
  webhook_secrets: new Keyset(schema.webhookSecrets),
  deliveries: new Keyset(schema.deliveries),
  quarantine: new Keyset(schema.quarantine),
  quarantine_parts: new Keyset(schema.quarantineParts),
  privacy_requests: new Keyset(schema.privacyRequests),
  erasures: new Keyset(schema.erasures),
  tombstones: new Keyset(schema.tombstones),
  erasing: new Keyset(schema.erasing),
  endpoints: new Keyset(schema.endpoints),
  outgoing: new Keyset(schema.outgoing),
  outgoing_marks: new Keyset(schema.outgoingMarks),
  outgoing_told: new Keyset(schema.outgoingTold),
}

/** What vendors send beside facts, and what they sign with. */
const WEBHOOKS = [
  'webhook_secrets',
  'deliveries',
  'quarantine',
  'quarantine_parts',
  'privacy_requests',
] as const

/** What is left of persons who were erased. */
const ERASED = ['erasures', 'tombstones', 'erasing'] as const

/** Whom a site tells what, and what it is about to tell. */
const OUTGOING = ['endpoints', 'outgoing', 'outgoing_marks', 'outgoing_told'] as const

/**
 * Their rows change, or come in no order, or are there from the creation (settings): they are copied
 * from the beginning each time.
 */
const COPIED_WHOLE: ReadonlySet<TransferTable> = new Set([
  'site',
  'keys',
  'settings',
  'capped_hits',
  'tallies',
  ...WEBHOOKS,
  ...ERASED,
  ...OUTGOING,
])

/** No figure of a generation follows from these: they are figures themselves. */
const CLOSED = ['periods', 'closed_credits', 'closed_touches', 'closed_costs'] as const

/** No figure follows from these. */
const SAID_OF_SITE: ReadonlySet<TransferTable> = new Set([
  'site',
  'keys',
  'tallies',
  'audit',
  'opens',
  ...CLOSED,
  ...WEBHOOKS,
  ...ERASED,
  ...OUTGOING,
])

/** Rows out of a site, and into one. */
export class Transfer {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  positions(): Omit<Positions, 'status'> {
    const last = TRANSFER_TABLES.map((table) => [
      table,
      COPIED_WHOLE.has(table) ? null : (MOVED[table].placeBeforeLast(this.#sql) ?? null),
    ])
    return {
      schema: SCHEMA_VERSION,
      settingsVersion: this.#active().settings,
      last: Object.fromEntries(last) as Positions['last'],
    }
  }

  exportRows({ table, after, limit, upTo }: RowsQuery<TransferTable>): RowsPage<TransferTable> {
    const page = this.#page(knownTable(table), { after, upTo }, limit)
    return { schema: SCHEMA_VERSION, table, ...(table === 'site' ? ownValues(page) : page) }
  }

  derivedRows({ table, after, limit }: RowsQuery<DerivedTable>): RowsPage<DerivedTable> {
    const keyset = DERIVED[table]
    if (!keyset) throw new MoveError(`"${table}" is no derived table`)
    const generation = this.#active().id
    return { schema: SCHEMA_VERSION, table, ...this.#page(keyset, { generation, after }, limit) }
  }

  /** Whether anything that figures follow from may be new. */
  importRows(page: RowsPage<TransferTable>): boolean {
    if (page.schema !== SCHEMA_VERSION) throw otherSchema(page.schema)
    const keyset = knownTable(page.table)
    this.#assertErasedBefore(page)
    const own = page.table === 'site' ? ownValues(page) : page
    const isNew = new Importing(this.#sql, keyset, {
      isOnlyAddedTo: !COPIED_WHOLE.has(page.table),
    }).take(own)
    if (isNew && page.table === 'hits') this.#passOver()
    return isNew && !SAID_OF_SITE.has(page.table)
  }

  /** Rows that are here already have the names of whoever was erased since they came. */
  #assertErasedBefore({ table, columns, rows }: RowsPage<TransferTable>): void {
    if (table === 'erasing' && rows.length > 0)
      throw new MoveError('somebody is being erased where the site comes from: try again soon')
    if (table !== 'erasures' || rows.length === 0) return
    const at = columns.indexOf('id')
    const known = this.#sql.prepare('SELECT 1 FROM erasures WHERE id = ?')
    const isNew = rows.some((row) => known.get(row[at] ?? null) === undefined)
    if (!isNew || !this.#sql.prepare('SELECT 1 FROM visitors LIMIT 1').get()) return
    throw new MoveError(
      'somebody was erased where the site comes from while it was moving: remove what was copied here, and begin again',
    )
  }

  /** Heads of chains are derived at the end: no start in between is to look back at all hits. */
  #passOver(): void {
    this.#sql
      .prepare(
        `INSERT INTO site (name, value) SELECT 'written_to', max(seq) FROM hits WHERE true
         ON CONFLICT DO UPDATE SET value = excluded.value`,
      )
      .run()
  }

  #page(keyset: Keyset, { upTo, ...from }: PageOf, limit: number): Page {
    const columns = keyset.columns.map(({ name }) => name)
    const rows: Page['rows'] = []
    let { after } = from
    const bound = upTo === undefined ? undefined : boundOf(keyset, upTo)
    for (let bytes = 0; rows.length < limit; ) {
      const wanted = Math.min(ROWS_AT_ONCE, limit - rows.length)
      const more = keyset.rows(this.#sql, { ...from, after, to: bound?.to }, wanted)
      for (const row of more) {
        if (bound && !bound.has(row)) {
          after = keyset.placeOf(row)
          continue
        }
        const values = columns.map((name) => row[name] as Page['rows'][number][number])
        bytes += new TextEncoder().encode(JSON.stringify(values)).length + 1
        if (bytes > PAGE_BYTES_MAX && rows.length > 0) return { columns, rows, next: after }
        rows.push(values)
        after = keyset.placeOf(row)
      }
      if (more.length < wanted) return { columns, rows, next: null }
    }
    return { columns, rows, next: after }
  }

  #active(): { id: number; settings: number } {
    const active = this.#sql
      .prepare<{ id: number; settings: number }>(
        `SELECT id, settings FROM generations WHERE state = 'active'`,
      )
      .get()
    if (!active) throw new Error('the site has no active generation')
    return active
  }
}

interface PageOf {
  generation?: number
  after: Cursor | null
  upTo?: number | undefined
}

/**
 * What of a table was there by a fact. Tables of facts are in the order of their numbers; others may
 * say of a row since when it is known. Dictionaries only grow: a name that nothing has is harmless.
 */
function boundOf({ key, columns }: Keyset, upTo: number) {
  const numbered = columns
    .filter(({ name }) => name === 'seq' || name === 'since')
    .map(({ name }) => name)
  return {
    to: key.length === 1 && (key[0]?.name === 'seq' || key[0]?.name === 'hit') ? [upTo] : undefined,
    has: (row: Record<string, unknown>) => numbered.every((name) => Number(row[name]) <= upTo),
  }
}

type Page = Pick<RowsPage<TransferTable>, 'columns' | 'rows' | 'next'>

function knownTable(table: TransferTable): Keyset {
  if (Object.hasOwn(MOVED, table)) return MOVED[table]
  throw new MoveError(`"${table}" is no table that is moved`)
}

/** A page of `site` without what is the host's. */
function ownValues<Of extends Page>(page: Of): Of {
  const name = page.columns.indexOf('name')
  const own: readonly unknown[] = MOVED_VALUES
  return { ...page, rows: page.rows.filter((row) => own.includes(row[name])) }
}

function otherSchema(theirs: number): MoveError {
  const side = theirs > SCHEMA_VERSION ? 'this collector' : 'the collector that the site comes from'
  return new MoveError(
    `the rows have schema ${theirs}, and this collector has ${SCHEMA_VERSION}: update ${side}`,
  )
}
