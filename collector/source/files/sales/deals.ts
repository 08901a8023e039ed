import { quoted } from '../choices.ts'
import { normalName } from '../layouts/prepared.ts'
import { type Draft, type LineTools, SalesLineError } from './line-tools.ts'
import type { DealKind, SalesLine, Standing } from './sales-file.ts'
import { standings } from './stages.ts'

const YES = /^(?:true|yes|1|wahr|ja)$/i
const NO = /^(?:false|no|0|falsch|nein)$/i

/** Makes deals of the lines of one file. */
export class DealEnd {
  readonly #tools: LineTools
  readonly #standings: ReadonlyMap<string, Standing>
  /** What each deal says, and the line that said it first. */
  readonly #seen = new Map<string, { line: number; says: string }>()

  constructor(tools: LineTools, kind: DealKind) {
    this.#tools = tools
    this.#standings = standings(kind, tools.options.stages)
  }

  /**
   * @returns null for a deal that another line tells alike: reports have a line for each contact of a deal
   * @throws SalesLineError
   */
  lineOf(draft: Draft): SalesLine | null {
    const { line, cells } = draft
    const id = this.#tools.id(draft)
    const status = this.#statusOf(draft)
    const currency = this.#tools.currency(draft)
    const value = this.#valueOf(draft, status, currency)
    const times = this.#timesOf(draft, status)
    const of = { transaction_id: id, ...times, value, currency, status }
    if (!this.#isFirst(id, line, JSON.stringify(of))) return null
    const who = this.#tools.who(draft)
    const conversion = { goal: 'deal', ...of, ...who }
    return {
      ...{ line, conversion, identities: [], clicks: clicksOf(draft) },
      stage: cells.stage || cells.status || '',
    }
  }

  #isFirst(id: string, line: number, says: string): boolean {
    const first = this.#seen.get(id)
    if (first && first.says !== says)
      throw new SalesLineError(`the deal ${id} is in line ${first.line}, which says otherwise`)
    if (!first) this.#seen.set(id, { line, says })
    return first === undefined
  }

  /** By the CRM's own word, else by the stage. */
  #statusOf({ cells }: Draft): Standing | 'cancelled' {
    if (normalName(cells.status ?? '') === 'deleted') return 'cancelled'
    if (YES.test(cells.isWon ?? '')) return 'won'
    if (NO.test(cells.isWon ?? '') && cells.isClosed)
      return YES.test(cells.isClosed) ? 'lost' : 'open'
    const stage = cells.status || cells.stage || ''
    const standing = this.#standings.get(normalName(stage))
    if (standing) return standing
    const name = JSON.stringify(stage)
    throw new SalesLineError(
      `nothing tells how the stage ${quoted(stage)} stands: say it with --stages {${name}:"open"}, "won" or "lost"`,
    )
  }

  #valueOf(draft: Draft, status: string, currency: string): string {
    const value = this.#tools.amount(draft, currency)
    if (value === undefined && status === 'won')
      throw new SalesLineError('is won and has no amount: write it into the CRM, 0 if it has none')
    return value ?? '0'
  }

  /** A deal is of the day on which it was decided; an open one of the day on which it was opened. */
  #timesOf(draft: Draft, status: string): { ts: string; opportunity_ts?: string } {
    const time = (role: Parameters<LineTools['time']>[1]) => this.#tools.time(draft, role)
    const created = time('created')
    const decided = time(status === 'won' ? 'wonAt' : 'lostAt') ?? time('closed')
    const ts =
      status === 'won' || status === 'lost' ? (decided ?? lostSince(status, created)) : created
    const updated = time('updated')
    if (ts === undefined)
      throw new SalesLineError(
        status === 'won'
          ? 'is won and says not when: export the close date, too'
          : 'says not since when it is there: export the create date, too',
      )
    return {
      ts,
      ...(created !== undefined && { opportunity_ts: created }),
      ...(updated !== undefined && { updated_at: updated }),
    }
  }
}

const lostSince = (status: string, created: string | undefined): string | undefined =>
  status === 'lost' ? created : undefined

/** Ids of the click that somebody has come by. */
function clicksOf({ cells }: Draft): string {
  const clicks = (['gclid', 'fbclid'] as const).flatMap((name) =>
    cells[name] ? [`${name}=${encodeURIComponent(cells[name])}`] : [],
  )
  return clicks.join('&')
}
