/**
 * Whether a value out of JSON is nested at most `levelsMax` deep; `[[1]]` has two levels. JSON is read
 * at any depth, but written, copied and walked only as deep as the stack goes.
 */
export function isNestedWithin(value: unknown, levelsMax: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levelsMax > 0 && Object.values(value).every((one) => isNestedWithin(one, levelsMax - 1))
}
