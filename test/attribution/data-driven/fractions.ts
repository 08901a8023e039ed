/** Exact numbers, to hold floating point against. */
export class Fraction {
  static readonly zero = new Fraction(0n, 1n)
  static readonly one = new Fraction(1n, 1n)
  readonly over: bigint
  readonly under: bigint

  constructor(over: bigint, under: bigint) {
    if (under === 0n) throw new RangeError('nothing divides by zero')
    const divisor = gcd(over, under) * (under < 0n ? -1n : 1n)
    this.over = over / divisor
    this.under = under / divisor
  }

  static of(whole: number): Fraction {
    return new Fraction(BigInt(whole), 1n)
  }

  /** `3/4`, or `1`. */
  static parse(text: string): Fraction {
    const [over = '', under = '1'] = text.split('/')
    return new Fraction(BigInt(over), BigInt(under))
  }

  plus({ over, under }: Fraction): Fraction {
    return new Fraction(this.over * under + over * this.under, this.under * under)
  }

  minus({ over, under }: Fraction): Fraction {
    return new Fraction(this.over * under - over * this.under, this.under * under)
  }

  times({ over, under }: Fraction): Fraction {
    return new Fraction(this.over * over, this.under * under)
  }

  dividedBy({ over, under }: Fraction): Fraction {
    return new Fraction(this.over * under, this.under * over)
  }

  get isZero(): boolean {
    return this.over === 0n
  }

  /** The nearest double, or the one beside it. */
  toNumber(): number {
    const digits = (this.over * 10n ** 40n) / this.under
    return Number(digits) / 1e40
  }
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  while (y > 0n) [x, y] = [y, x % y]
  return x === 0n ? 1n : x
}

/** Solves A x = b by Gauss's elimination. */
export function solveExactly(matrix: Fraction[][], right: Fraction[]): Fraction[] {
  const rows = matrix.map((row, at) => [...row, right[at] as Fraction])
  const size = rows.length
  for (let column = 0; column < size; column++) {
    const pivot = rows.findIndex((row, at) => at >= column && !(row[column] as Fraction).isZero)
    const [row] = rows.splice(pivot, 1) as [Fraction[]]
    rows.splice(column, 0, row)
    for (let below = 0; below < size; below++) {
      if (below === column) continue
      const other = rows[below] as Fraction[]
      const factor = (other[column] as Fraction).dividedBy(row[column] as Fraction)
      if (factor.isZero) continue
      rows[below] = other.map((value, at) => value.minus(factor.times(row[at] as Fraction)))
    }
  }
  return rows.map((row, at) => (row[size] as Fraction).dividedBy(row[at] as Fraction))
}
