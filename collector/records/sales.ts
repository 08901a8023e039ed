import type { z } from 'zod'
import { DAY_MS } from '../../shared/dates.ts'
import { wireConversion, wireIdentity } from '../../shared/wire/conversions.ts'
import type { ConversionFact, DeclaredTouchFact } from '../ledger/facts.ts'
import type { ImportedRecord } from '../ledger/imports.ts'
import { instantOf } from '../roi/dates.ts'
import type { SalesLine } from '../source/files/sales/sales-file.ts'
import { declaredTouch } from './delivery.ts'
import { conversionFact, type FactTerms, identityFact } from './facts-of.ts'

/** How lines of a file become a site's facts. */
export interface SalesTerms extends FactTerms {
  /** Of times without an offset. */
  timeZone: string
  /** Address of the site's first domain. */
  home: string
}

/** A line that can't be taken, by its place in the list. */
export interface RefusedAt {
  at: number
  reason: string
}

/** What lines bring; nothing of it is to be stored while one is refused. */
export interface SalesFacts {
  records: ImportedRecord[]
  refused: RefusedAt[]
}

/** A line as it goes to whoever keeps it. */
export type SaleSaid = Pick<SalesLine, 'conversion' | 'identities' | 'clicks'>

/** Reads lines of a file as the site understands them. */
export async function salesFacts(
  lines: readonly SaleSaid[],
  terms: SalesTerms,
): Promise<SalesFacts> {
  const facts: SalesFacts = { records: [], refused: [] }
  for (const [at, line] of lines.entries()) {
    try {
      facts.records.push(await recordOf(line, terms))
    } catch (error) {
      if (!(error instanceof NotTakenError)) throw error
      facts.refused.push({ at, reason: error.message })
    }
  }
  return facts
}

async function recordOf(
  { conversion: said, identities, clicks }: SaleSaid,
  terms: SalesTerms,
): Promise<ImportedRecord> {
  const conversion = said && (await conversionOf(said, terms))
  const people = identities.map((one) => checked(wireIdentity, timed(one, terms), terms))
  return {
    conversion,
    identities: await Promise.all(people.map((one) => identityFact(one, terms))),
    touch: conversion && clicks !== '' ? clickOf(conversion, clicks, terms) : null,
  }
}

/** What `/v1/conversions` would refuse; the message names the field. */
export class NotTakenError extends Error {
  override name = 'NotTakenError'
}

const conversionOf = (said: Record<string, unknown>, terms: SalesTerms): Promise<ConversionFact> =>
  conversionFact(checked(wireConversion, openedFirst(timed(said, terms)), terms), terms)

/** A CRM lets people close a deal on a day before they wrote it down: it was opened when it was closed. */
function openedFirst(said: Record<string, unknown>): Record<string, unknown> {
  const { ts, opportunity_ts: opened } = said
  if (typeof ts !== 'string' || typeof opened !== 'string') return said
  return Date.parse(opened) > Date.parse(ts) ? { ...said, opportunity_ts: ts } : said
}

/** Where its click landed, for who was not seen coming: the page itself is not known. */
const clickOf = (fact: ConversionFact, clicks: string, { home }: SalesTerms): DeclaredTouchFact =>
  declaredTouch(fact, {
    ...{ url: `${home}?${clicks}`, referrer: '' },
    ts: fact.opportunityTs ?? fact.ts,
  })

const TIMES = ['ts', 'opportunity_ts', 'updated_at'] as const
/** The day alone is its noon. */
const LOCAL = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2}))?$/

export function timed(
  said: Record<string, unknown>,
  { timeZone }: SalesTerms,
): Record<string, unknown> {
  const times = TIMES.flatMap((field) => {
    const [, date, time = '12:00:00'] = LOCAL.exec(String(said[field] ?? '')) ?? []
    const local = Date.parse(`${date}T${time}Z`)
    if (date === undefined || Number.isNaN(local)) return []
    return [[field, new Date(instantOf(local, timeZone)).toISOString()] as const]
  })
  return { ...said, ...Object.fromEntries(times) }
}

/** As `/v1/conversions` and `/v1/identities` would take it. @throws NotTakenError that names the field */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  said: Record<string, unknown>,
  { provenance }: SalesTerms,
): z.output<Schema> {
  const parsed = schema.safeParse(said)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new NotTakenError(`${issue?.path.join('.')} ${issue?.message}`.trim())
  }
  const { ts } = parsed.data as { ts?: number }
  if ((ts ?? 0) > provenance.receivedAt + DAY_MS)
    throw new NotTakenError('is dated more than 24 hours ahead: it counts once it has happened')
  return parsed.data
}

/** Lines of one command or one write: it is done within a second or two wherever that is. */
export const SALES_A_STEP_MAX = 500

export function pagesOf<Line>(lines: readonly Line[]): Line[][] {
  const pages = Math.ceil(lines.length / SALES_A_STEP_MAX)
  return Array.from({ length: pages }, (_, page) =>
    lines.slice(page * SALES_A_STEP_MAX, (page + 1) * SALES_A_STEP_MAX),
  )
}
