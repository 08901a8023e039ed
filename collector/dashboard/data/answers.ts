import { ask } from './ask.ts'

/** Answers that were read, by address, the newest last: a page that is gone back to shows at once. */
const kept = new Map<string, unknown>()
const KEPT_MAX = 60

/** Who shows an answer, and asks again once it may be another. */
const watching = new Set<() => void>()

export const keptAnswer = <Answer>(address: string): Answer | undefined =>
  kept.get(address) as Answer | undefined

export async function freshAnswer<Answer>(address: string, signal: AbortSignal): Promise<Answer> {
  const answer = await ask<Answer>(address, { signal })
  keep(address, answer)
  return answer
}

/** What was changed may show in any of them: those that are shown are asked for again. */
export function forgetAnswers(): void {
  kept.clear()
  for (const again of watching) again()
}

/** @returns what ends it */
export function whenForgotten(again: () => void): () => void {
  watching.add(again)
  return () => {
    watching.delete(again)
  }
}

function keep(address: string, answer: unknown): void {
  kept.delete(address)
  kept.set(address, answer)
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_MAX) return
    kept.delete(oldest)
  }
}
