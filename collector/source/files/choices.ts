import type { RefusedLine } from './spend.ts'

/** Where in the file something was seen. */
interface Seen {
  line: number
  text: string
}

/**
 * One of two ways to read a file (decimal point or comma, month or day first), decided by all that is in
 * it: what can be read in one way alone decides, and what can be read in both waits until then.
 */
export class Choice<Way extends string> {
  readonly #ways: readonly [Way, Way]
  readonly #said: Way | undefined
  readonly #decides = new Map<Way, Seen>()
  #open: Seen | undefined

  /** @param said by who imports the file: the other way is no longer possible */
  constructor(ways: readonly [Way, Way], said: Way | undefined) {
    this.#ways = ways
    this.#said = said
  }

  /** A text that can be read in these ways. @returns whether it can be read as was said */
  take(possible: readonly [boolean, boolean], isOpen: boolean, seen: Seen): boolean {
    if (this.#said !== undefined) return possible[this.#ways.indexOf(this.#said)] ?? false
    const way = possible[0] === possible[1] ? undefined : this.#ways[possible[0] ? 0 : 1]
    if (way !== undefined && !this.#decides.has(way)) this.#decides.set(way, seen)
    if (isOpen) this.#open ??= seen
    return possible[0] || possible[1]
  }

  /** The way to read all; any where it makes no difference. undefined: see `question`. */
  get decided(): Way | undefined {
    if (this.#said !== undefined) return this.#said
    if (this.#decides.size === 2) return undefined
    const [way] = this.#decides.keys()
    return way ?? (this.#open ? undefined : this.#ways[0])
  }

  /** What must be chosen, and where the file leaves it open or contradicts itself. */
  question(option: string, wayNames: Readonly<Record<Way, string>>): RefusedLine {
    const [first, second] = this.#ways
    const choose = `say which it is with ${option} ${first} (${wayNames[first]}) or ${option} ${second} (${wayNames[second]})`
    const seen = [...this.#decides].sort(([, a], [, b]) => a.line - b.line)
    const [earlier, later] = seen
    if (earlier && later)
      return {
        line: later[1].line,
        reason: `${quoted(later[1].text)} has ${wayNames[later[0]]}, and ${quoted(earlier[1].text)} in line ${earlier[1].line} has ${wayNames[earlier[0]]}: ${choose}`,
      }
    const { line, text } = this.#open ?? { line: 1, text: '' }
    return {
      line,
      reason: `${quoted(text)} can be read in two ways, and no other line decides: ${choose}`,
    }
  }
}

/** In quotes, and cut where it is long. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
