import { Choice } from '../choices.ts'
import { readDay } from '../days.ts'
import type { FileOptions } from '../file.ts'
import type { RefusedLine } from '../spend.ts'

/** How all amounts and dates of a file are read. */
export interface Spelling {
  decimal: '.' | ','
  order: 'DMY' | 'MDY'
}

/** What the cells of a file tell of how it spells amounts and dates, which is known at its end. */
export class Spellings {
  readonly #decimals: Choice<'.' | ','>
  readonly #dates: Choice<'DMY' | 'MDY'>

  constructor({ decimal, dates }: FileOptions) {
    this.#decimals = new Choice(['.', ','], decimal)
    this.#dates = new Choice(['DMY', 'MDY'], dates)
  }

  hearDate(text: string, line: number): void {
    const { DMY, MDY } = readDay(text)
    this.#dates.take([DMY !== null, MDY !== null], DMY !== MDY, { line, text })
  }

  /** @param read what the text is with a decimal point, and with a comma */
  hearAmount<Read>(
    { point, comma }: { point: Read | null; comma: Read | null },
    text: string,
    line: number,
  ): void {
    this.#decimals.take([point !== null, comma !== null], point !== comma, { line, text })
  }

  /** What only who sends the file can say. */
  get questions(): RefusedLine[] {
    return [
      ...(this.#decimals.decided ? [] : [this.#decimals.question('--decimal', SIGNS)]),
      ...(this.#dates.decided ? [] : [this.#dates.question('--dates', ORDERS)]),
    ]
  }

  /** Once there is no question. */
  get decided(): Spelling {
    return { decimal: this.#decimals.decided ?? '.', order: this.#dates.decided ?? 'DMY' }
  }
}

const SIGNS = { '.': 'a decimal point', ',': 'a decimal comma' } as const
const ORDERS = { DMY: 'the day first', MDY: 'the month first' } as const
