import { count, percent } from '../../format/numbers.ts'
import { setParams } from '../../state/location.ts'
import { type Explained, Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { useExplainFunnel } from './explained.ts'
import { type FunnelFigures, largestLoss, STEPS, type Step } from './steps.ts'

interface BarsProps {
  figures: FunnelFigures
  /** Of the row that is shown; without it all visits are. */
  name: string | undefined
  /** Its name as the report has it. */
  explained: string | undefined
  address: string
}

/** One bar a step, as long as the share of visits that came there; what is lost stands between. */
export function Bars({ figures: { steps }, name, explained, address }: BarsProps) {
  const explain = useExplainFunnel()
  const place = explained === undefined ? 'total' : { name: explained }
  const ofPlace = (measure: string) => explain(place, measure)
  return (
    <Panel
      title={name === undefined ? 'How far visits come' : `How far visits come: ${name}`}
      note={noteOf(steps)}
      address={address}
      actions={
        name !== undefined && (
          <button type="button" class="quiet" onClick={() => setParams({ only: undefined })}>
            Show all visits
          </button>
        )
      }
      table={() => <StepsTable steps={steps} />}
    >
      <ol class="funnel">
        {steps.map((step) => (
          <Bar key={step.step} {...{ step, explain: ofPlace }} />
        ))}
      </ol>
    </Panel>
  )
}

function noteOf(steps: readonly Step[]): string {
  const loss = largestLoss(steps)
  const most = loss
    ? ` Most are lost after “${STEPS[loss.step].title}”: ${percent(loss.drop_off_rate)} of those that came there.`
    : ''
  return `A later step implies those before it.${most}`
}

interface BarProps {
  step: Step
  explain: (measure: string) => Explained
}

function Bar({ step: { step, visits, rate, drop_off, drop_off_rate }, explain }: BarProps) {
  const { title, means } = STEPS[step]
  return (
    <li>
      <div class="of-step">
        <span title={means}>{title}</span>
        <span class="track" aria-hidden="true">
          <span style={{ width: `${(rate ?? 0) * 100}%` }} />
        </span>
        <span class="right figure">
          <strong>
            <Figure {...{ kind: 'count', amount: visits, explain: explain(step) }} />
          </strong>{' '}
          <span class="note">{percent(rate)}</span>
        </span>
      </div>
      {drop_off !== undefined && (
        <p class="note lost">
          −
          <Figure {...{ kind: 'count', amount: drop_off, explain: explain(`${step}_drop_off`) }} />{' '}
          went no further ({percent(drop_off_rate)})
        </p>
      )}
    </li>
  )
}

function StepsTable({ steps }: { steps: readonly Step[] }) {
  const figure = (key: keyof Step, title: string, show: (step: Step) => string): Column<Step> => ({
    ...{ key, title, show, isFigure: true },
  })
  return (
    <Table
      caption="How far visits come"
      rows={steps}
      keyOf={({ step }) => step}
      columns={[
        { key: 'step', title: 'Step', show: ({ step }) => STEPS[step].title },
        figure('visits', 'Visits', ({ visits }) => count(visits)),
        figure('rate', 'Of all visits', ({ rate }) => percent(rate)),
        figure('drop_off', 'Went no further', ({ drop_off }) => count(drop_off)),
        figure('drop_off_rate', 'Of those there', ({ drop_off_rate }) => percent(drop_off_rate)),
      ]}
    />
  )
}
