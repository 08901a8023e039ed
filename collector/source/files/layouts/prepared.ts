import { type Layout, ROLES, type Role } from './layout.ts'

/** A layout whose names are ready to be compared. */
export interface Prepared extends Layout {
  /** By role, the first that is there is read. */
  names: readonly (readonly [Role, readonly string[]])[]
  markNames: readonly string[]
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

export function prepared(layout: Layout): Prepared {
  const names = ROLES.flatMap((role): [Role, string[]][] => {
    const known = Object.values(layout.columns[role] ?? {}).flat()
    return known.length === 0 ? [] : [[role, [...new Set(known.map(normalName))]]]
  })
  return { ...layout, names, markNames: layout.marks.map(normalName) }
}
