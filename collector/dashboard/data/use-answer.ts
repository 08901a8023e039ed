import { useEffect, useState } from 'preact/hooks'
import { freshAnswer, keptAnswer, whenForgotten } from './answers.ts'
import { addressOf } from './ask.ts'

/** A question as a page sees it. */
export interface Asked<Answer> {
  /** The last answer; of the question before, too, while this one is under way. */
  answer: Answer | undefined
  /** Whether the answer is of another question, or there is none yet. */
  isStale: boolean
  /** Why there is no answer: a problem of the collector, or of the network. */
  error: Error | undefined
  /** Where it was asked: for "copy as curl" and CSV. */
  address: string
  again: () => void
}

interface Got<Answer> {
  address: string
  answer?: Answer | undefined
  error?: Error | undefined
}

/** Asks, and asks again when what is asked changes. Without a query it waits. */
export function useAnswer<Answer>(path: string, query: object | undefined): Asked<Answer> {
  const address = query ? addressOf(path, query) : ''
  const [got, setGot] = useState<Got<Answer>>({ address: '' })
  const [times, setTimes] = useState(0)
  useEffect(() => whenForgotten(() => setTimes((count) => count + 1)), [])
  useEffect(() => {
    if (address === '') return
    const leaving = new AbortController()
    freshAnswer<Answer>(address, leaving.signal).then(
      (answer) => setGot({ address, answer }),
      (error: Error) => {
        if (!leaving.signal.aborted) setGot(({ answer }) => ({ address, answer, error }))
      },
    )
    return () => leaving.abort()
  }, [address, times])
  const known = got.address === address ? undefined : keptAnswer<Answer>(address)
  return {
    answer: known ?? got.answer,
    isStale: known === undefined && got.address !== address,
    error: got.address === address ? got.error : undefined,
    address,
    again: () => setTimes((count) => count + 1),
  }
}
