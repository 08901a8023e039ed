import { useEffect, useState } from 'preact/hooks'
import { addressOf, ask } from '../../data/ask.ts'
import { useSigned } from '../../shell/session.ts'
import type { ImportAnswer } from './answers.ts'
import { type Choices, chosen } from './choices.ts'

export interface Look {
  /** The last answer, until there is the next. */
  answer?: ImportAnswer
  error?: Error
  isUnderWay: boolean
}

/** What would become of a file: asked anew with each choice, and stored nowhere. */
export function useLook(file: File, choices: Choices): Look {
  const { facts } = useSigned()
  const [look, setLook] = useState<Look>({ isUnderWay: true })
  useEffect(() => {
    setLook((last) => ({ ...last, isUnderWay: true }))
    const leaving = new AbortController()
    const query = { site: facts.site, ...chosen(choices), file: file.name, dry_run: true }
    const sent = { method: 'POST', file, signal: leaving.signal } as const
    ask<ImportAnswer>(addressOf('/v1/imports', query), sent).then(
      (answer) => setLook({ answer, isUnderWay: false }),
      (error: Error) => {
        if (!leaving.signal.aborted) setLook({ error, isUnderWay: false })
      },
    )
    return () => leaving.abort()
  }, [file, choices, facts.site])
  return look
}
