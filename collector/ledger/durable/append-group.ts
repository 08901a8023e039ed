import type { Batch } from '../facts.ts'
import type { AppendResult } from '../sqlite/site.ts'
import type { Reply } from './reply.ts'

type Answer = Reply<AppendResult[]>

/** Writes batches in one transaction; never rejects. */
type Write = (batches: readonly Batch[]) => Promise<Answer>

interface Call {
  batches: readonly Batch[]
  answer(answer: Answer): void
}

/**
 * A group with so many facts takes no further call in: one call alone may bring a thousand
 * conversions, and all of a group wait for each other.
 */
const FACTS_MAX = 500

/**
 * Appends that have arrived when the object turns to them share a transaction, as with the group
 * commit on Node: a commit costs several times what storing a hit does. Nobody waits for company.
 */
export class AppendGroup {
  readonly #write: Write
  readonly #calls: Call[] = []

  constructor(write: Write) {
    this.#write = write
  }

  /** The answers to these batches, in their order. */
  add(batches: readonly Batch[]): Promise<Answer> {
    return new Promise((answer) => {
      this.#calls.push({ batches, answer })
      if (this.#calls.length === 1) this.#writeSoon()
    })
  }

  /** Calls that are here already are delivered before a timer goes off. */
  #writeSoon(): void {
    setTimeout(() => this.#writeGroup())
  }

  async #writeGroup(): Promise<void> {
    const group = this.#takeGroup()
    if (this.#calls.length > 0) this.#writeSoon()
    const answer = await this.#write(group.flatMap(({ batches }) => batches))
    let at = 0
    for (const call of group) {
      call.answer(partOf(answer, at, call.batches.length))
      at += call.batches.length
    }
  }

  #takeGroup(): Call[] {
    let facts = 0
    const end = this.#calls.findIndex(({ batches }) => {
      facts += factsOf(batches)
      return facts >= FACTS_MAX
    })
    return this.#calls.splice(0, end === -1 ? this.#calls.length : end + 1)
  }
}

/** What befell a transaction befell all of its calls. */
const partOf = (answer: Answer, at: number, length: number): Answer =>
  'value' in answer ? { value: answer.value.slice(at, at + length) } : answer

const factsOf = (batches: readonly Batch[]): number =>
  batches.reduce((sum, { hits = [], conversions = [], refunds = [], costs = [], ...rare }) => {
    const { names = [], rates = [], codes = [], aliases = [], opens = [], touches = [] } = rare
    const named =
      conversions.length +
      refunds.length +
      names.length +
      costs.length +
      rates.length +
      codes.length +
      aliases.length +
      opens.length +
      touches.length
    return sum + hits.length + named
  }, 0)
