import type { ComponentChildren } from 'preact'
import { PathworthProblem } from '../../../../client/src/problem.ts'
import type { Journey, JourneyAnswer } from '../../../../shared/wire/answers/journeys.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { money } from '../../format/numbers.ts'
import { day } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { setParams } from '../../state/location.ts'
import { only } from '../../state/question.ts'
import { useQuestions } from '../../state/use-report.ts'
import { Figure } from '../../ui/figure.tsx'
import { FreshnessLine } from '../../ui/freshness.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { Credits } from './credits.tsx'
import { OrderSearch, Unseen } from './journey-ways.tsx'
import { useModelTitles } from './model-titles.ts'
import { Timeline } from './timeline.tsx'
import { spaced } from './words.ts'

/** One journey: what it was worth, its touches in their order, and who is credited under each model. */
export function OneJourney({ id }: { id: string }) {
  return useSigned().session.scope === 'share' ? <Unseen /> : <Asking id={id} />
}

function Asking({ id }: { id: string }) {
  const { query } = useQuestions()
  const asked = useAnswer<JourneyAnswer>(
    `/v1/journeys/${encodeURIComponent(id)}`,
    only(query, ['site', 'goal', 'model']),
  )
  const isUnknown = asked.error instanceof PathworthProblem && asked.error.status === 404
  return (
    <>
      <div class="row journey-ways">
        <button type="button" class="quiet" onClick={toList}>
          ← All journeys
        </button>
        <OrderSearch />
      </div>
      {isUnknown ? (
        <Unknown id={id} goal={query['goal'] ?? 'purchase'} />
      ) : (
        <Answered asked={asked} label="Looking up the journey">
          {(answer) => <Shown answer={answer} address={asked.address} />}
        </Answered>
      )}
    </>
  )
}

const toList = () => setParams({ journey: undefined, tab: 'journeys' })

function Unknown({ id, goal }: { id: string; goal: string }) {
  return (
    <Empty title={`There is no ${spaced(goal)} with the id ${id}`}>
      <p>Ids are those of the shop. If it is of another goal, choose that above.</p>
    </Empty>
  )
}

function Shown({ answer, address }: { answer: JourneyAnswer; address: string }) {
  const { journey, meta } = answer
  const titles = useModelTitles()
  return (
    <>
      <FreshnessLine meta={meta}>
        <strong>
          {spaced(journey.goal)} {journey.transaction_id}
        </strong>
        , {day(journey.day)}
      </FreshnessLine>
      <Worth journey={journey} />
      <Panel
        title="The way"
        note={journey.matched ? profitNote(titles[meta.model] ?? spaced(meta.model)) : undefined}
        address={address}
      >
        <Timeline journey={journey} model={meta.model} />
      </Panel>
      {journey.touches.length > 0 && (
        <Credits journey={journey} model={meta.model} address={address} />
      )}
    </>
  )
}

const profitNote = (model: string): string =>
  `Profit of a touch: what “${model}” credits to it, less its cost.`

/** What it was worth, all in all. */
function Worth({ journey }: { journey: Journey }) {
  const { value, refunded, currency, matched, cost, profit, roi } = journey
  const none = 'no journey is known'
  return (
    <dl class="cards">
      <Card title="Value">
        <span class="figure">{money(value, currency)}</span>
        {journey.original && (
          <small class="note">
            {money(journey.original.value, journey.original.currency)} as reported
          </small>
        )}
      </Card>
      <Card title="Refunded">
        <span class="figure">{money(refunded, currency)}</span>
      </Card>
      <Card title="Cost of its touches">
        <Figure kind="money" amount={matched ? cost : null} reason={none} />
      </Card>
      <Card title="Profit">
        <Figure kind="money" amount={matched ? profit : null} reason={none} />
      </Card>
      <Card title="ROI">
        <Figure kind="percent" amount={roi} reason={matched ? 'nothing was spent' : none} />
      </Card>
    </dl>
  )
}

function Card({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="card">
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}
