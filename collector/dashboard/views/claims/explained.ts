import type { ClaimMeasure } from '../../../../shared/claim-measures.ts'
import type { Explained } from '../../ui/figure.tsx'
import type { ClaimRow } from './rows.ts'

/** What is credited, which the ROI report has. */
export type CreditMeasure = 'credited_value' | 'credited_conversions'

const CREDITED: Readonly<Record<CreditMeasure, string>> = {
  credited_value: 'value',
  credited_conversions: 'conversions',
}

const isCredited = (measure: string): measure is CreditMeasure => Object.hasOwn(CREDITED, measure)

/**
 * How a figure of a campaign is explained: by the rows of its files, or what is credited by the ROI report.
 * @param isRoiAsked whether the ROI report is asked for no more than this page
 */
export function explainClaim(
  row: ClaimRow,
  measure: ClaimMeasure | CreditMeasure,
  isRoiAsked: boolean,
): Explained | undefined {
  const { source, medium, campaign } = row.means
  if (!isCredited(measure))
    return {
      ...{ report: 'claims', platform: row.platform, account: row.account, measure },
      ...{ campaign_id: row.campaign_id, campaign: row.campaign, matched_by: row.matched_by },
      means: JSON.stringify([source, medium, campaign]),
    }
  if (!isRoiAsked) return undefined
  return {
    ...{ by: 'source,medium,campaign', cell: 'row', measure: CREDITED[measure] },
    ...{ 'row.source': source, 'row.medium': medium, 'row.campaign': campaign },
  }
}
