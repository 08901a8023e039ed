import type { Journey } from '../../../../shared/wire/answers/journeys.ts'
import { money, percent, sum } from '../../format/numbers.ts'
import { useSigned } from '../../shell/session.ts'
import { Panel } from '../../ui/panel.tsx'
import { Scroll } from '../../ui/table.tsx'
import { useModelTitles } from './model-titles.ts'
import { Pill } from './pills.tsx'
import type { Touch } from './touches.ts'
import { anchorOf, spaced } from './words.ts'

interface CreditsProps {
  journey: Journey
  /** That was asked: it is marked. */
  model: string
  address: string
}

/** What each touch is credited with under every model, side by side. */
export function Credits({ journey, model, address }: CreditsProps) {
  const { touches } = journey
  const titles = useModelTitles()
  const models = Object.keys(touches[0]?.credits ?? {})
  return (
    <Panel
      title="Credit under every model"
      note="Each model credits the whole conversion, net of refunds, and shares it in its own way."
      address={address}
    >
      <Scroll label="Credit under every model">
        <table class="credits">
          <caption class="hidden">Credit of each touch by model</caption>
          <thead>
            <tr>
              <th scope="col">Touch</th>
              <th scope="col" class="right">
                Cost
              </th>
              {models.map((name) => (
                <th key={name} scope="col" class={`right${name === model ? ' chosen' : ''}`}>
                  {titles[name] ?? spaced(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {touches.map((touch, at) => (
              <Row key={touch.id} {...{ touch, at, models, model }} />
            ))}
          </tbody>
          <tfoot>
            <Foot {...{ touches, models, model }} />
          </tfoot>
        </table>
      </Scroll>
    </Panel>
  )
}

interface RowProps {
  touch: Touch
  at: number
  models: readonly string[]
  model: string
}

function Row({ touch, at, models, model }: RowProps) {
  const { currency } = useSigned().facts
  return (
    <tr>
      <th scope="row">
        {at + 1}. <Pill name={touch.channel} />
      </th>
      <td class="right figure">{money(touch.cost, currency)}</td>
      {models.map((name) => (
        <Credit
          key={name}
          credit={touch.credits[name]}
          {...{ currency, isChosen: name === model }}
        />
      ))}
    </tr>
  )
}

interface CreditProps {
  credit: Touch['credits'][string] | undefined
  currency: string
  isChosen: boolean
}

function Credit({ credit, currency, isChosen }: CreditProps) {
  const share = Number(credit?.conversions ?? 0)
  const anchors = credit?.anchors ?? []
  return (
    <td class={`right figure${isChosen ? ' chosen' : ''}${share === 0 ? ' nought' : ''}`}>
      {credit ? money(credit.value, currency) : ''}
      <small>
        {percent(share)}
        {anchors.map((anchor) => (
          <span key={anchor} class="of-model" title={anchorOf(anchor)}>
            {spaced(anchor)}
          </span>
        ))}
      </small>
      <span class="bar" style={{ width: `${share * 100}%` }} aria-hidden="true" />
    </td>
  )
}

/** Each model comes to the same. */
function Foot({ touches, models, model }: Omit<RowProps, 'touch' | 'at'> & { touches: Touch[] }) {
  const { currency } = useSigned().facts
  return (
    <tr class="total">
      <th scope="row">Together</th>
      <td class="right figure">{money(sum(touches.map(({ cost }) => cost)), currency)}</td>
      {models.map((name) => (
        <td key={name} class={`right figure${name === model ? ' chosen' : ''}`}>
          {money(sum(touches.map(({ credits }) => credits[name]?.value ?? '0')), currency)}
        </td>
      ))}
    </tr>
  )
}
