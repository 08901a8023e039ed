import type { Layout } from './layout.ts'

/** A layout whose names are ready to be compared. */
export interface Prepared<L extends Layout> {
  layout: L
  /** By role, the first that is there is read. */
  names: readonly (readonly [role: string, names: readonly string[]])[]
  marks: readonly string[]
}

/** A name of a column as it is compared. */
export const normalName = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\ufeff]/g, '')
    .replace(/’/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()

export function prepared<L extends Layout>(layout: L): Prepared<L> {
  const names = Object.entries(layout.columns).map(([role, byLanguage]) => {
    const known = Object.values(byLanguage ?? {}).flat()
    return [role, [...new Set(known.map(normalName))]] as const
  })
  return { layout, names, marks: layout.marks.map(normalName) }
}
