import { useState } from 'preact/hooks'
import type { CampaignsAnswer } from '../../../../shared/wire/answers/reports.ts'
import { addressOf } from '../../data/ask.ts'
import type { Asked } from '../../data/use-answer.ts'
import { useChange } from '../../data/use-change.ts'
import { count, money } from '../../format/numbers.ts'
import { mayChange, useSigned } from '../../shell/session.ts'
import { Field, MayNot, problemOfField, Refused } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { aliasOf, type Campaign, meaningOf, meaningText, nameOf, OTHER } from './alias.ts'
import { Aliases } from './aliases.tsx'
import type { AliasResults } from './answers.ts'

/** Campaigns that were paid for and met no touches: mostly their links call them something else. */
export function Unmatched({ asked }: { asked: Asked<CampaignsAnswer> }) {
  const { session } = useSigned()
  return (
    <Panel
      title="Campaigns that meet no touches"
      note="Their links carry neither their id nor their name, so that their sales stand under a name that costs nothing. Say what links call them: spend of before counts there, too."
      address={asked.address}
    >
      <Answered asked={asked} label="Looking for campaigns">
        {(answer) => (
          <>
            <List answer={answer} may={mayChange(session)} />
            {answer.aliases.length > 0 && (
              <Aliases aliases={answer.aliases} may={mayChange(session)} />
            )}
          </>
        )}
      </Answered>
      {!mayChange(session) && <MayNot scope={session.scope} todo="say which campaign it is" />}
    </Panel>
  )
}

function List({ answer, may }: { answer: CampaignsAnswer; may: boolean }) {
  const { currency } = useSigned().facts
  const [told, setTold] = useState('')
  const unmatched = answer.campaigns.filter((one) => one.matched_by === 'unmatched')
  const { campaigns, spend } = answer.unmatched
  return (
    <>
      {told !== '' && (
        <p class="notice" role="status">
          {told}
        </p>
      )}
      {unmatched.length === 0 ? (
        <Empty
          title={
            answer.campaigns.length === 0
              ? 'No file of an ad platform has spend in this period.'
              : 'Every imported campaign meets touches.'
          }
        />
      ) : (
        <p>
          {count(campaigns)} {campaigns === 1 ? 'campaign' : 'campaigns'}, and{' '}
          <strong>{money(spend, currency)}</strong> spent on them.
        </p>
      )}
      <ul class="unmatched">
        {unmatched.map((one) => (
          <li key={`${one.platform} ${one.account} ${one.campaign_id} ${one.campaign}`}>
            <p>
              <strong>{nameOf(one)}</strong>{' '}
              <span class="note">
                {one.platform.replaceAll('_', ' ')}
                {one.campaign && one.campaign_id && ` · ${one.campaign_id}`}
              </span>{' '}
              <span class="figure">{money(one.spend, currency)}</span>
            </p>
            {may && <MapForm {...{ campaign: one, answer, onDone: setTold }} />}
          </li>
        ))}
      </ul>
    </>
  )
}

interface MapFormProps {
  campaign: Campaign
  answer: CampaignsAnswer
  /** Told what has become of it, in words. */
  onDone: (text: string) => void
}

/** Offers the ads that were clicked and cost nothing: one of them is mostly the one. */
function MapForm({ campaign, answer: { without_spend: offered }, onDone }: MapFormProps) {
  const { facts } = useSigned()
  const change = useChange<AliasResults>()
  const [picked, setPicked] = useState(offered.length === 0 ? OTHER : '')
  const [written, setWritten] = useState('')
  const means = meaningOf(picked, written, offered)
  const save = async () => {
    if (!means) return
    const body = aliasOf(campaign, means)
    const address = addressOf('/v1/campaigns', { site: facts.site })
    const answer = await change.send(address, { body })
    const [result] = answer?.results ?? []
    if (result) onDone(toldOf(nameOf(campaign), means.campaign, result))
  }
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Field label={`What links call ${nameOf(campaign)}`}>
        {(attributes) => (
          <select
            {...{ ...attributes, value: picked }}
            onChange={({ currentTarget }) => setPicked(currentTarget.value)}
          >
            <option value="">Choose…</option>
            {offered.map((one, at) => (
              <option key={meaningText(one)} value={String(at)}>
                {`${meaningText(one)}: ${count(one.touches)} touches, ${money(one.value, facts.currency)} credited`}
              </option>
            ))}
            <option value={OTHER}>Another campaign…</option>
          </select>
        )}
      </Field>
      {picked === OTHER && (
        <Field label="utm_campaign in links" problem={problemOfField(change.error, 'campaign')}>
          {(attributes) => (
            <input
              {...{ ...attributes, value: written, maxLength: 200 }}
              onInput={({ currentTarget }) => setWritten(currentTarget.value)}
            />
          )}
        </Field>
      )}
      <button type="submit" disabled={change.isUnderWay || !means}>
        Save <span class="hidden">{nameOf(campaign)}</span>
      </button>
      <Refused error={change.error} />
    </form>
  )
}

function toldOf(name: string, means: string, result: AliasResults['results'][number]): string {
  const moved = `${name} is “${means}” in links: ${count(result.rows)} rows of spend count there now.`
  return result.met === false
    ? `${moved} No touch has come from it yet: is it spelt as in the links?`
    : moved
}
