import { useState } from 'preact/hooks'
import type { ExplainAnswer } from '../../../../shared/wire/answers/journeys.ts'
import { freshAnswer } from '../../data/answers.ts'
import { addressOf } from '../../data/ask.ts'
import { type Asked, useAnswer } from '../../data/use-answer.ts'
import type { Query } from '../../state/question.ts'

export interface Pages {
  first: Asked<ExplainAnswer>
  /** Those that were turned to, the first one first. */
  pages: readonly ExplainAnswer[]
  /** Turns to the next one; undefined where there is none. */
  more: (() => Promise<void>) | undefined
  isUnderWay: boolean
  /** Why the next one did not come. */
  error: Error | undefined
}

interface Turned {
  address: string
  pages: readonly ExplainAnswer[]
  isUnderWay?: boolean
  error?: Error | undefined
}

const PATH = '/v1/explain'

/** Parts of a figure, a page after the other. */
export function usePages(query: Query | undefined): Pages {
  const first = useAnswer<ExplainAnswer>(PATH, query)
  const [turned, setTurned] = useState<Turned>({ address: '', pages: [] })
  const { address } = first
  const isOfThis = turned.address === address
  const pages = [
    ...(first.answer ? [first.answer] : []),
    ...(isOfThis && !first.isStale ? turned.pages : []),
  ]
  const cursor = pages.at(-1)?.next ?? undefined
  const more = async () => {
    const shown = pages.slice(1)
    setTurned({ address, pages: shown, isUnderWay: true })
    try {
      const next = await freshAnswer<ExplainAnswer>(
        addressOf(PATH, { ...query, cursor }),
        AbortSignal.timeout(60_000),
      )
      setTurned({ address, pages: [...shown, next] })
    } catch (error) {
      setTurned({ address, pages: shown, error: error as Error })
    }
  }
  return {
    ...{ first, pages, more: cursor === undefined ? undefined : more },
    isUnderWay: isOfThis && turned.isUnderWay === true,
    error: isOfThis ? turned.error : undefined,
  }
}
