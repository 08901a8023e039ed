/**
 * a × b ÷ c to the nearest integer, halves up; exact for any safe integers.
 * @throws RangeError when c is not above zero
 */
export function roundedRatio(a: number, b: number, c: number): number {
  if (!(c > 0)) throw new RangeError(`can't divide by ${c}`)
  const divisor = 2n * BigInt(c)
  const doubled = 2n * BigInt(a) * BigInt(b) + BigInt(c)
  const rest = doubled % divisor
  return Number((doubled - (rest < 0n ? rest + divisor : rest)) / divisor)
}
