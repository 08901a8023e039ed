import { useAnswer } from '../../data/use-answer.ts'
import type { ModelsAnswer } from '../../shell/models.ts'
import { useSigned } from '../../shell/session.ts'

/** What models are called on the page, by their names; empty until it is known. */
export function useModelTitles(): Readonly<Record<string, string>> {
  const { facts } = useSigned()
  const { answer } = useAnswer<ModelsAnswer>('/v1/models', { site: facts.site })
  return Object.fromEntries((answer?.models ?? []).map(({ name, title }) => [name, title]))
}
