import { spaced } from './naming.ts'

const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/

/**
 * What a fact says, by lines; what it does not say has none. Of what is nested, names are joined: `props › size`.
 * @param timeText how a time is written
 */
export function linesOf(
  fact: Readonly<Record<string, unknown>>,
  timeText: (time: string) => string,
  before = '',
): [string, string][] {
  return Object.entries(fact).flatMap(([name, said]): [string, string][] => {
    const title = before === '' ? spaced(name) : `${before} › ${spaced(name)}`
    if (said === null || said === undefined || said === '') return []
    if (typeof said === 'object') return linesOf(said as Record<string, unknown>, timeText, title)
    const text = String(said)
    return [[title, TIME.test(text) ? timeText(text) : text]]
  })
}
