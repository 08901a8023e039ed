import { useSigned } from '../../shell/session.ts'
import { setParams } from '../../state/location.ts'
import { written } from '../../ui/figure.tsx'
import { FreshnessLine } from '../../ui/freshness.tsx'
import { CopyCurl, withFormat } from '../../ui/panel.tsx'
import { detailOf } from '../../ui/states.tsx'
import { type Explained, isOfOther } from './answers.ts'
import { exactly, kindOf, shownFormula } from './formula.ts'
import { measureTitle, titleOf, underTexts } from './naming.ts'
import { PartTables } from './part-tables.tsx'
import { partsOf, sumsOf } from './parts.ts'
import { toldIn, withMeasure } from './question.ts'
import { Sums } from './sums.tsx'
import type { Pages } from './use-pages.ts'

interface ExplanationProps {
  pages: Pages
  /** As the address has it. */
  explained: string
}

/** A figure: its name, its formula, and the facts that it is of. */
export function Explanation({ pages, explained }: ExplanationProps) {
  const { facts } = useSigned()
  const answer = pages.pages[0]
  if (!answer) return null
  const { cell } = answer
  const currency = typeof cell['currency'] === 'string' ? cell['currency'] : facts.currency
  return (
    <>
      <h2 id="explained">{titleOf(cell)}</h2>
      <Under meta={answer.meta} />
      <Formula {...{ cell, currency }} />
      <OtherMeasures {...{ answer, explained, currency }} />
      <section class="parts" aria-labelledby="made-of">
        <header class="row">
          <h3 id="made-of">What it is made of</h3>
          <a class="quiet" href={withFormat(pages.first.address)} download>
            CSV
          </a>
          <CopyCurl address={pages.first.address} />
        </header>
        <Sums
          sums={sumsOf(pages.pages, cell.measure)}
          parts={partsOf(pages.pages).length}
          all={isOfOther(answer) ? answer.total.parts : undefined}
          isWhole={pages.more === undefined}
          currency={currency}
        />
        <PartTables {...{ parts: partsOf(pages.pages), currency }} />
        <More {...{ pages }} />
      </section>
    </>
  )
}

type Meta = Explained['meta']

type Freshness = Parameters<typeof FreshnessLine>[0]['meta']

/** Of which days, model, goal and filters it is, and how fresh. */
function Under({ meta }: { meta: Meta }) {
  return <FreshnessLine meta={meta as Freshness}>{underTexts(meta).join(' · ')}</FreshnessLine>
}

function Formula({ cell, currency }: { cell: Explained['cell']; currency: string }) {
  const { measure, result } = cell
  const { words, numbers } = shownFormula(cell, currency)
  const kind = kindOf(measure)
  return (
    <div class="formula">
      {words && (
        <p class="note">
          {measureTitle(measure)} = {words}
        </p>
      )}
      <p>
        {numbers && <span class="numbers">{numbers}</span>}
        {numbers && ' = '}
        <strong title={exactly(result)}>{written(kind, result, currency)}</strong>
      </p>
    </div>
  )
}

interface OtherMeasuresProps {
  answer: Explained
  explained: string
  currency: string
}

/** The same place of the report, by what else it says. */
function OtherMeasures({ answer, explained, currency }: OtherMeasuresProps) {
  const { cell } = answer
  const told = toldIn(answer)
  if (told.length < 2) return null
  return (
    <ul class="measures" aria-label="Other figures of the same place">
      {told.map((measure) => (
        <li key={measure}>
          <button
            type="button"
            aria-pressed={measure === cell.measure}
            onClick={() => setParams({ explain: withMeasure(explained, measure) })}
          >
            <span class="note">{measureTitle(measure)}</span>
            <span class="figure">
              {written(kindOf(measure), cell[measure] as string | number | null, currency)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function More({ pages: { more, isUnderWay, error } }: { pages: Pages }) {
  if (!more) return null
  return (
    <p class="row">
      <button type="button" disabled={isUnderWay} onClick={() => void more()}>
        {isUnderWay ? 'Looking…' : 'Show more'}
      </button>
      {error && (
        <span class="error" role="alert">
          {detailOf(error)}
        </span>
      )}
    </p>
  )
}
