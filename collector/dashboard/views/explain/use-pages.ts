import { useState } from 'preact/hooks'
import { freshAnswer } from '../../data/answers.ts'
import { addressOf } from '../../data/ask.ts'
import { type Asked, useAnswer } from '../../data/use-answer.ts'
import type { Explained } from './answers.ts'
import type { ExplainAsked } from './question.ts'

export interface Pages {
  first: Asked<Explained>
  /** Those that were turned to, the first one first. */
  pages: readonly Explained[]
  /** Turns to the next one; undefined where there is none. */
  more: (() => Promise<void>) | undefined
  isUnderWay: boolean
  /** Why the next one did not come. */
  error: Error | undefined
}

interface Turned {
  address: string
  pages: readonly Explained[]
  isUnderWay?: boolean
  error?: Error | undefined
}

/** Parts of a figure, a page after the other. */
export function usePages({ path, query }: ExplainAsked): Pages {
  const first = useAnswer<Explained>(path, query)
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
      const next = await freshAnswer<Explained>(
        addressOf(path, { ...query, cursor }),
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
