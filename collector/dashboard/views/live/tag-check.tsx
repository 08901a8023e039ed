import { useEffect, useState } from 'preact/hooks'
import type { z } from 'zod'
import type { CheckedHit, checkAnswer } from '../../../../shared/wire/check.ts'
import { type Asked, useAnswer } from '../../data/use-answer.ts'
import { time } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { Copied } from '../../ui/copied.tsx'
import { Field } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Answered } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import type { SiteSettings } from '../settings/changes.ts'
import { checkLink } from './check-link.ts'

type CheckAnswer = z.output<typeof checkAnswer>

/** How often it is asked what has come. */
const ASKED_EVERY_MS = 1500

/** Shows what becomes of each hit of one browser, and why. */
export function TagCheck() {
  const { facts } = useSigned()
  const [token, setToken] = useState<string>()
  const site = useAnswer<SiteSettings>('/v1/site', { site: facts.site }).answer
  const domain = site?.domains[0] ?? ''
  return (
    <Panel
      title="Is my tag working?"
      note="Open a page of your shop by a link from here, and see what becomes of each hit of that browser: how it was classified, by what, or why it was dropped. Nothing more is stored for it."
    >
      {token === undefined ? (
        <button type="button" class="primary" onClick={() => setToken(crypto.randomUUID())}>
          Check the tag
        </button>
      ) : (
        <Checking {...{ token, domain }} />
      )}
    </Panel>
  )
}

function Checking({ token, domain }: { token: string; domain: string }) {
  const { facts } = useSigned()
  const asked = useAnswer<CheckAnswer>('/v1/check', { site: facts.site, token })
  useAskedAgain(asked)
  return (
    <Answered asked={asked} label="Beginning the check">
      {(answer) => (
        <>
          <Link {...{ answer, domain }} />
          <Hits hits={answer.hits} />
        </>
      )}
    </Answered>
  )
}

function useAskedAgain({ again, answer, error }: Asked<unknown>): void {
  useEffect(() => {
    const timer = setTimeout(again, ASKED_EVERY_MS)
    return () => clearTimeout(timer)
  }, [answer, error])
}

function Link({ answer, domain }: { answer: CheckAnswer; domain: string }) {
  const [typed, setTyped] = useState<string>()
  const page = typed ?? `https://${domain}/`
  const link = checkLink(page, answer.parameter, answer.token)
  return (
    <>
      <div class="form">
        <Field
          label="A page of your shop"
          problem={
            link === undefined
              ? 'is no address of a page: type one as https://shop.example/'
              : undefined
          }
        >
          {(attributes) => (
            <input
              {...{ ...attributes, type: 'url', value: page, spellcheck: false }}
              onInput={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          )}
        </Field>
        {link && (
          <a class="button" href={link} target="_blank" rel="noreferrer noopener">
            Open it in a new tab
          </a>
        )}
      </div>
      {link && <Copied label="the link, for another browser" text={link} />}
    </>
  )
}

const COLUMNS = (zone: string): Column<CheckedHit>[] => [
  { key: 'at', title: 'Time', show: (hit) => time(hit.received_at, zone) },
  {
    ...{ key: 'hit', title: 'Hit' },
    show: ({ name, host, path }) => `${name.replaceAll('_', ' ') || 'unreadable'} ${host}${path}`,
  },
  {
    ...{ key: 'outcome', title: 'What became of it' },
    show: (hit) => <Outcome hit={hit} />,
  },
  {
    ...{ key: 'why', title: 'Why' },
    show: ({ rule, reason, way_out }) => (
      <span class="why">{rule ?? `${reason?.replaceAll('_', ' ')}: ${way_out}`}</span>
    ),
  },
]

function Outcome({ hit }: { hit: CheckedHit }) {
  const { outcome, channel, source, campaign } = hit
  if (outcome === 'dropped') return <strong class="error">dropped</strong>
  const tuple = [channel, source, campaign].filter((name) => name).join(' › ')
  return tuple === '' ? 'kept: the visit goes on' : `kept: ${tuple}`
}

function Hits({ hits }: { hits: readonly CheckedHit[] }) {
  const { timezone } = useSigned().facts
  if (hits.length === 0)
    return (
      <div class="state" role="status">
        <p>
          <span class="spinner calm" aria-hidden="true" /> Waiting for the first hit.
        </p>
        <p class="note">
          None comes? See that the line of the tag stands in the head of that page, that no blocker
          stops it, and that its consent banner was accepted.
        </p>
      </div>
    )
  return (
    <>
      <p role="status">
        {hits.some(({ outcome }) => outcome === 'accepted')
          ? 'The tag works: its hits are kept.'
          : 'Hits come, and are dropped: see why.'}
      </p>
      <Table
        caption="Hits of the browser that is checked"
        columns={COLUMNS(timezone)}
        rows={hits.toReversed()}
        keyOf={(hit) => `${hit.received_at} ${hits.indexOf(hit)}`}
      />
    </>
  )
}
