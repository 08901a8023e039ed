import { z } from 'zod'
import type { RefusedLine } from '../spend.ts'
import { isOrdersKind } from './order-file.ts'

/** Layouts of files of a CRM. */
export const DEAL_KINDS = ['hubspot_deals', 'salesforce_deals', 'pipedrive_deals'] as const
export const SALES_KINDS = [...DEAL_KINDS, 'hubspot_contacts'] as const

export type DealKind = (typeof DEAL_KINDS)[number]
export type SalesKind = (typeof SALES_KINDS)[number]

const isSalesKind = (kind: string): boolean => (SALES_KINDS as readonly string[]).includes(kind)

export const isContactsKind = (kind: string): boolean => kind === 'hubspot_contacts'

/** Whether a file of this kind says what was sold, or to whom, and not what was spent. */
export const isOfSales = (kind: string): boolean => isOrdersKind(kind) || isSalesKind(kind)

/** How a stage of a deal stands. */
export type Standing = 'open' | 'won' | 'lost'

/** Stages that are the user's own: `{"Proposal":"open","Signed":"won"}`. */
export const stageMap = z.record(
  z.string().min(1).max(200),
  z.enum(['open', 'won', 'lost'], 'is one of open, won and lost'),
)
export type Stages = Readonly<Record<string, Standing>>

/**
 * A line, in the words of `POST /v1/conversions` and `/v1/identities`. A time without an offset is the
 * site's ('2026-10-01T09:20:00', or the day alone), and so is a currency that is left out.
 */
export interface SalesLine {
  /** 1-based line of the file. */
  line: number
  conversion: Record<string, unknown> | null
  identities: Record<string, unknown>[]
  /** Click ids as they stood in the address: 'gclid=…'. '' for none. */
  clicks: string
  /** The stage of a deal as written; '' for what is none. */
  stage: string
}

/** A file of deals or contacts, read to its end. */
export interface ReadSales {
  family: 'sales'
  kind: SalesKind
  lines: SalesLine[]
  /** Where the whole file waits for a choice (decimals, dates, currency) there are no lines. */
  refused: RefusedLine[]
  notes: string[]
}
