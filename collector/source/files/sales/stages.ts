import { normalName } from '../layouts/prepared.ts'
import type { DealKind, Stages, Standing } from './sales-file.ts'

interface StandardStages {
  open: readonly string[]
  won: readonly string[]
  lost: readonly string[]
}

/**
 * The stages that a CRM comes with, as labels and as internal names. Version 1, read 2026-11: HubSpot's
 * default sales pipeline, Salesforce's picklist `StageName`. Pipedrive says it in `Status`.
 */
const STANDARD: Readonly<Record<DealKind, StandardStages>> = {
  hubspot_deals: {
    open: [
      ...['Appointment Scheduled', 'Qualified To Buy', 'Presentation Scheduled'],
      ...['Decision Maker Bought-In', 'Contract Sent', 'appointmentscheduled', 'qualifiedtobuy'],
      ...['presentationscheduled', 'decisionmakerboughtin', 'contractsent'],
    ],
    won: ['Closed Won', 'closedwon'],
    lost: ['Closed Lost', 'closedlost'],
  },
  salesforce_deals: {
    open: [
      ...['Prospecting', 'Qualification', 'Needs Analysis', 'Value Proposition'],
      ...['Id. Decision Makers', 'Perception Analysis', 'Proposal/Price Quote'],
      ...['Negotiation/Review'],
    ],
    won: ['Closed Won'],
    lost: ['Closed Lost'],
  },
  pipedrive_deals: { open: ['Open'], won: ['Won'], lost: ['Lost'] },
}

const STANDINGS = ['open', 'won', 'lost'] as const

/** How stages stand, by their names as they are compared; what the user says comes first. */
export function standings(kind: DealKind, own: Stages = {}): ReadonlyMap<string, Standing> {
  const standard = STANDINGS.flatMap((standing) =>
    STANDARD[kind][standing].map((name) => [normalName(name), standing] as const),
  )
  const said = Object.entries(own).map(([name, standing]) => [normalName(name), standing] as const)
  return new Map([...standard, ...said])
}
