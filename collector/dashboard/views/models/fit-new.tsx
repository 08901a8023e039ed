import { formatDay } from '../../../../shared/dates.ts'
import { useChange } from '../../data/use-change.ts'
import { useSigned } from '../../shell/session.ts'
import { useQuestions } from '../../state/use-report.ts'
import { Field, problemOfField, Refused } from '../../ui/field.tsx'
import { fitAsked } from './fit-asked.ts'

/** What is to be fitted, and on which journeys: those of the page's period at first. */
export function FitNew({ onDone }: { onDone: () => void }) {
  const { facts, today } = useSigned()
  const { period } = useQuestions()
  const change = useChange()
  const problem = (name: string) => problemOfField(change.error, name)
  const fit = async (event: SubmitEvent) => {
    event.preventDefault()
    const body = fitAsked(new FormData(event.currentTarget as HTMLFormElement))
    const begun = await change.send(`/v1/models/fit?site=${facts.site}`, { body })
    if (begun !== undefined) onDone()
  }
  const last = formatDay(Math.min(period.to, today))
  return (
    <form class="fit-new" onSubmit={fit}>
      <div class="row">
        <Field label="Model" problem={problem('model') ?? problem('order')}>
          {(attributes) => (
            <select name="model" {...attributes}>
              {[1, 2, 3, 4].map((order) => (
                <option key={order} value={`markov ${order}`}>
                  Markov, order {order}
                </option>
              ))}
              <option value="shapley">Shapley</option>
            </select>
          )}
        </Field>
        <Field label="Journeys closed from" problem={problem('from')}>
          {(attributes) => (
            <input
              type="date"
              name="from"
              required
              value={formatDay(period.from)}
              {...attributes}
            />
          )}
        </Field>
        <Field label="To" problem={problem('to')}>
          {(attributes) => (
            <input
              type="date"
              name="to"
              required
              value={last}
              max={formatDay(today)}
              {...attributes}
            />
          )}
        </Field>
        <Field label="Journeys" problem={problem('with_lost')}>
          {(attributes) => (
            <select name="with_lost" {...attributes}>
              <option value="true">Converted and lost</option>
              <option value="false">Converted alone</option>
            </select>
          )}
        </Field>
      </div>
      <p class="note">
        The fit goes on behind the page. What it makes is a version to look at: nothing is credited
        by it before somebody makes it active.
      </p>
      <Refused error={change.error} />
      <div class="row">
        <button type="submit" class="primary" disabled={change.isUnderWay}>
          Fit
        </button>
        <button type="button" onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  )
}
