import { useState } from 'preact/hooks'
import { forgetAnswers } from './answers.ts'
import { ask, type Sent } from './ask.ts'

/** Something that the page changes at the collector. */
export interface Change<Answer> {
  isUnderWay: boolean
  /** Why the last try came to nothing. */
  error: Error | undefined
  /** What is shown is asked for again afterwards. @returns undefined where it failed */
  send: (address: string, sent?: Sent) => Promise<Answer | undefined>
  /** Forgets the last failure. */
  clear: () => void
}

export function useChange<Answer>(): Change<Answer> {
  const [isUnderWay, setUnderWay] = useState(false)
  const [error, setError] = useState<Error | undefined>()
  const send = async (address: string, sent: Sent = {}) => {
    setUnderWay(true)
    setError(undefined)
    try {
      const answer = await ask<Answer>(address, { method: 'POST', ...sent })
      forgetAnswers()
      return answer
    } catch (failure) {
      setError(failure as Error)
      return undefined
    } finally {
      setUnderWay(false)
    }
  }
  return { isUnderWay, error, send, clear: () => setError(undefined) }
}
