import type { ClaimMeasure } from '../../../../shared/claim-measures.ts'
import { Figure, type FigureKind } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { type CreditMeasure, explainClaim } from './explained.ts'
import { type ClaimRow, campaignTitle, keyOf, platformTitle, whyNone } from './rows.ts'

interface ClaimsTableProps {
  rows: readonly ClaimRow[]
  address: string
  /** Not under filters, which explained figures would have and these have not. */
  isExplained: boolean
}

/** Each campaign of each platform: what it claims, what it is credited with, and how far these differ. */
export function ClaimsTable({ rows, address, isExplained }: ClaimsTableProps) {
  return (
    <Panel
      title="By platform and campaign"
      note="Difference is claimed − credited, and ratio is claimed ÷ credited."
      address={address}
    >
      <Table
        caption="Claims by platform and campaign"
        {...{ columns: columnsOf(isExplained), rows, keyOf, sortedBy: 'spend' }}
      />
    </Panel>
  )
}

type Amount = string | number | null | undefined

interface FigureColumn {
  key: string
  title: string
  kind: FigureKind
  of: (row: ClaimRow) => Amount
  why: (row: ClaimRow) => string
  measure: ClaimMeasure | CreditMeasure
}

const NOT_REPORTED = () => 'the file does not report it'

const compared = (of: 'conversions' | 'value', title: string, kind: FigureKind): FigureColumn[] => [
  {
    ...{ key: `claimed ${of}`, title: `${title} claimed`, kind, why: NOT_REPORTED, measure: of },
    of: ({ claimed }) => claimed[of],
  },
  {
    ...{ key: `credited ${of}`, title: 'Credited', kind, measure: `credited_${of}` },
    ...{ of: ({ credited }) => credited?.[of], why: (row) => whyNone(row, of) },
  },
  {
    ...{ key: `difference ${of}`, title: 'Difference', kind, why: (row) => whyNone(row, of) },
    ...{ of: ({ difference }) => difference[of], measure: `difference_${of}` },
  },
  {
    ...{ key: `ratio ${of}`, title: 'Ratio', kind: 'factor', why: (row) => whyNone(row, of) },
    ...{ of: ({ ratio }) => ratio[of], measure: `ratio_${of}` },
  },
]

const FIGURES: readonly FigureColumn[] = [
  {
    ...{ key: 'spend', title: 'Spend', kind: 'money', of: ({ spend }) => spend },
    ...{ why: () => 'a day of it has no exchange rate', measure: 'spend' },
  },
  ...compared('value', 'Value', 'money'),
  ...compared('conversions', 'Conversions', 'count'),
  {
    ...{ key: 'clicks', title: 'Clicks', kind: 'count', why: NOT_REPORTED, measure: 'clicks' },
    of: ({ claimed }) => claimed.clicks,
  },
  {
    ...{ key: 'impressions', title: 'Impressions', kind: 'count', why: NOT_REPORTED },
    measure: 'impressions',
    of: ({ claimed }) => claimed.impressions,
  },
]

const columnsOf = (isExplained: boolean): Column<ClaimRow>[] => [
  {
    ...{ key: 'campaign', title: 'Campaign', sort: campaignTitle },
    show: (row) => <Campaign row={row} />,
  },
  {
    ...{ key: 'platform', title: 'Platform', show: ({ platform }) => platformTitle(platform) },
    sort: ({ platform }) => platformTitle(platform),
  },
  ...FIGURES.map(
    ({ key, title, kind, of, why, measure }): Column<ClaimRow> => ({
      ...{ key, title, isFigure: true },
      sort: (row) => numberOf(of(row)),
      show: (row) => (
        <Figure
          {...{ kind, amount: of(row), reason: why(row) }}
          explain={explainClaim(row, measure, isExplained)}
        />
      ),
    }),
  ),
]

const numberOf = (amount: Amount): number | null =>
  amount === null || amount === undefined ? null : Number(amount)

function Campaign({ row }: { row: ClaimRow }) {
  return (
    <>
      {campaignTitle(row)}
      {row.matched_by === 'unmatched' && (
        <span class="mark-unmatched" title="No touch has come from a link that it means">
          unmatched
        </span>
      )}
    </>
  )
}
