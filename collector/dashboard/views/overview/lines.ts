import type { RoiAnswer } from '../../../../shared/wire/answers/roi.ts'

export type Row = Extract<RoiAnswer['rows'][number], { touches: number }>

/** What rows open into, one after the other. */
export const LEVELS = ['channel', 'source', 'campaign'] as const

/** One row where it stands. */
export interface Line {
  row: Row
  /** 0 is a channel. */
  level: number
  /** Its names from the channel on, by lines: no name has a line break. */
  key: string
  name: string
  /** What names it for `GET /v1/explain`. */
  explain: Readonly<Record<string, string>>
}

export function lineOf(row: Row, level: number): Line {
  const names = LEVELS.slice(0, level + 1).map((dimension) => row[dimension] ?? '')
  const named = LEVELS.slice(0, level + 1).map((dimension, at) => [`row.${dimension}`, names[at]])
  return {
    ...{ row, level, key: names.join('\n'), name: names.at(-1) || '(none)' },
    explain: { by: LEVELS.slice(0, level + 1).join(), ...Object.fromEntries(named) },
  }
}

/** @param levels the rows of each level, as far as they are known */
export function childrenOf({ key, level }: Line, levels: readonly (readonly Row[])[]): Line[] {
  return (levels[level + 1] ?? [])
    .map((row) => lineOf(row, level + 1))
    .filter((line) => line.key.startsWith(`${key}\n`))
}
