import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import type { PathsAnswer } from '../../../../shared/wire/answers/reports.ts'
import type { PathShape } from '../../../../shared/wire/paths.ts'
import { addressOf } from '../../data/ask.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { count } from '../../format/numbers.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { Panel } from '../../ui/panel.tsx'
import { Answered } from '../../ui/states.tsx'
import { flowOf, namedBy, pathsThrough } from './flow.ts'
import { linkTitle } from './flow-option.ts'
import { type FootLine, PathTable } from './path-table.tsx'
import { KINDS, kindOf, sortOf, startOf, type Through, throughOf, widthOf } from './place.ts'
import { type Path, ranked, sumsOf } from './sums.ts'
import { Switch } from './switch.tsx'
import { ASKED, usePathsQuery } from './use-paths-query.ts'
import { placedTitleOf } from './words.ts'

/** So many stand on one page of the table. */
const SHOWN = 25

const TITLES: Record<PathShape, string> = { sequence: 'Paths', set: 'Combinations' }

interface RankingProps {
  /** The first of all paths, or all of them. */
  answer: PathsAnswer
  shape: PathShape
}

/** The paths by the chosen column, some at a time; all of them, or those through a part of the flow. */
export function Ranking({ answer, shape }: RankingProps) {
  const { params } = usePlace()
  const through = shape === 'set' ? undefined : throughOf(params)
  const filtered = useFiltered(answer, through)
  const known = filtered ? filtered.length : answer.closed.paths
  const title = TITLES[shape]
  const table = (paths: readonly Path[]) => (
    <PathTable
      {...{ caption: title, paths, isSet: shape === 'set' }}
      foot={footOf(answer, shape, filtered)}
    />
  )
  return (
    <Panel
      {...{ title, note: noteOf(shape) }}
      address={addressOf('/v1/paths', {
        ...usePathsQuery(shape),
        ...{ sort: sortOf(params), limit: ASKED },
      })}
      actions={<Kinds />}
    >
      {through && <FilterChip through={through} isKnown={known > 0} />}
      {/* What is known whole, or drawn, is ranked here; else the collector does it. */}
      {filtered || answer.next === null ? (
        <Here paths={filtered ?? answer.paths}>{table}</Here>
      ) : (
        <There shape={shape}>{table}</There>
      )}
      <Pages {...{ start: startOf(params), known }} />
    </Panel>
  )
}

type Tabled = (paths: readonly Path[]) => ComponentChildren

function Here({ paths, children }: { paths: readonly Path[]; children: Tabled }) {
  const { params } = usePlace()
  const sort = sortOf(params)
  const start = startOf(params)
  const inOrder = useMemo(() => ranked(paths, sort), [paths, sort])
  return <>{children(inOrder.slice(start, start + SHOWN))}</>
}

function There({ shape, children }: { shape: PathShape; children: Tabled }) {
  const { params } = usePlace()
  const page = useAnswer<PathsAnswer>('/v1/paths', {
    ...usePathsQuery(shape),
    ...{ sort: sortOf(params), limit: SHOWN, cursor: startOf(params) },
  })
  return (
    <Answered asked={page} label="Ranking">
      {({ paths }) => children(paths)}
    </Answered>
  )
}

function Kinds() {
  return (
    <Switch
      {...{ label: 'What the steps are', options: KINDS, chosen: kindOf(usePlace().params) }}
      changes={(name) => ({
        ...{ of: name === 'channel' ? undefined : name },
        ...{ through: undefined, onto: undefined, at: undefined },
      })}
    />
  )
}

const noteOf = (shape: PathShape): string =>
  shape === 'set'
    ? 'Which were on the way at all, whatever the order and however often.'
    : 'Touches in their order; the same one twice in a row is one step.'

/** Those of the drawn paths that the address names; undefined without a filter. */
function useFiltered(answer: PathsAnswer, through: Through | undefined): Path[] | undefined {
  const width = widthOf(usePlace().params)
  const { node, onto } = through ?? {}
  return useMemo(
    () =>
      node === undefined ? undefined : pathsThrough(flowOf(answer.paths, width), { node, onto }),
    [answer, width, node, onto],
  )
}

function footOf(
  { closed, other, paths, next }: PathsAnswer,
  shape: PathShape,
  filtered: readonly Path[] | undefined,
): FootLine[] {
  const word = shape === 'set' ? 'combinations' : 'paths'
  const known = next === null ? word : `of the ${count(paths.length)} largest ${word}`
  return [
    ...(filtered
      ? [{ title: `Through here: ${count(filtered.length)} ${known}`, figures: sumsOf(filtered) }]
      : []),
    ...(other.journeys > 0
      ? [{ title: `${TITLES[shape]} not told apart`, figures: other, cell: 'other' as const }]
      : []),
    { title: `All ${count(closed.paths)} ${word}`, figures: closed, cell: 'closed' },
  ]
}

function FilterChip({ through, isKnown }: { through: Through; isKnown: boolean }) {
  const { node, onto } = through
  const title = onto === undefined ? placedTitleOf(namedBy(node, 0)) : linkTitle(node, onto, 0)
  return (
    <p class="row">
      <button
        {...{ type: 'button', class: 'chip', 'aria-label': `Remove the filter ${title}` }}
        onClick={() => setParams({ through: undefined, onto: undefined, at: undefined })}
      >
        Through {title} <span aria-hidden="true">×</span>
      </button>
      {!isKnown && <span class="note">No path of these days goes there.</span>}
    </p>
  )
}

/** Which of the paths are shown, and the way to the others. */
function Pages({ start, known }: { start: number; known: number }) {
  if (known <= SHOWN && start === 0) return null
  const last = Math.min(known, start + SHOWN)
  const to = (at: number) => setParams({ at: at <= 0 ? undefined : String(at) })
  return (
    <p class="row pages">
      <button type="button" disabled={start === 0} onClick={() => to(start - SHOWN)}>
        ← Before
      </button>
      <span class="note">
        {count(Math.min(known, start + 1))} to {count(last)} of {count(known)}
      </span>
      <button type="button" disabled={last >= known} onClick={() => to(start + SHOWN)}>
        Next →
      </button>
    </p>
  )
}
