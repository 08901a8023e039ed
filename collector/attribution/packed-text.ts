import {
  type Contribution,
  measuresFrom,
  type PackedTouch,
  unpackContribution,
} from './contribution.ts'

const MINUS = 45
const ZERO = 48
const BRACKET = 91

/**
 * A contribution with the weights of some models alone, for who goes over very many. The text is read where
 * it stands: what is parsed to be thrown away, above all the weights of other models, is most of the time.
 * It is as `packContribution` writes it: no goal, stage, model or event id has a bracket, a brace or a quote.
 */
export function unpackUnder(text: string, models: readonly string[]): Contribution {
  const touches = text.indexOf(']') + 2
  const weights = text.indexOf('{', touches)
  const end = text.indexOf('}', weights)
  // Returns, roles and the like, which few orders have.
  const hasMore = text.length > end + 2
  const rest = hasMore
    ? unpackContribution(`${text.slice(0, touches)}[],{}${text.slice(end + 1)}`)
    : unpackHead(text)
  return { ...rest, touches: touchesIn(text, touches), weights: weightsIn(text, weights, models) }
}

/** What stands in front: touches and weights are most of a text. */
export function unpackHead(text: string): Omit<Contribution, 'touches' | 'weights' | 'returns'> {
  const goalEnd = text.indexOf('"', 2)
  const reader = new Reader(text, goalEnd + 1)
  const day = reader.number()
  const stageEnd = text.indexOf('"', reader.at + 2)
  const stage = text.slice(reader.at + 2, stageEnd)
  const behind = new Reader(text, stageEnd + 1)
  const unattributed = behind.number()
  const amounts = new Reader(text, behind.at + 1).numbers()
  const measures = measuresFrom((_name, index) => amounts[index] ?? 0)
  return { goal: text.slice(2, goalEnd), day, stage, unattributed, measures }
}

function weightsIn(
  text: string,
  from: number,
  models: readonly string[],
): Record<string, number[]> {
  const weights: Record<string, number[]> = {}
  for (const model of models) {
    const name = `"${model}":[`
    const at = text.indexOf(name, from)
    if (at >= 0) weights[model] = new Reader(text, at + name.length - 1).numbers()
  }
  return weights
}

function touchesIn(text: string, from: number): PackedTouch[] {
  const touches: PackedTouch[] = []
  for (let at = from + 1; text.charCodeAt(at) === BRACKET; ) {
    const quote = text.indexOf('"', at + 2)
    const reader = new Reader(text, quote + 1)
    const id = text.slice(at + 2, quote)
    touches.push([id, reader.number(), reader.number(), reader.number(), reader.number()])
    at = reader.at + 2
  }
  return touches
}

/** Reads whole numbers that stand behind one character each. */
class Reader {
  readonly #text: string
  /** Where the character stands before the next number, or the end of a list. */
  at: number

  constructor(text: string, at: number) {
    this.#text = text
    this.at = at
  }

  number(): number {
    const isNegative = this.#text.charCodeAt(this.at + 1) === MINUS
    let at = this.at + (isNegative ? 2 : 1)
    let number = 0
    for (let digit = this.#digit(at); digit >= 0 && digit <= 9; digit = this.#digit(at)) {
      number = number * 10 + digit
      at += 1
    }
    this.at = at
    return isNegative ? -number : number
  }

  /** Of a list that begins here. */
  numbers(): number[] {
    const numbers: number[] = []
    if (this.#text[this.at + 1] === ']') return numbers
    do numbers.push(this.number())
    while (this.#text[this.at] === ',')
    return numbers
  }

  #digit(at: number): number {
    return this.#text.charCodeAt(at) - ZERO
  }
}
