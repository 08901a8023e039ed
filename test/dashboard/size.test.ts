import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { buildDashboard } from '../../collector/dashboard/build.ts'

const { page, files, first } = buildDashboard()

const gzipped = (names: readonly string[]): number =>
  names.reduce((sum, name) => sum + gzipSync(files[name] ?? '', { level: 9 }).length, 0)

describe('the dashboard', () => {
  test('is less than 300 kB for a first view, with the overview and its chart', () => {
    const names = Object.keys(files)
    const charts = names.filter((name) => name.startsWith('echarts-'))
    // The largest page, and every small piece that pages share: more than any first view loads.
    const rest = names.filter((name) => !first.includes(name) && !charts.includes(name))
    expect([charts.length, rest.length > 1]).toEqual([1, true])
    expect(gzipped([...first, ...charts, ...rest])).toBeLessThan(300_000)
  })

  test('loads neither charts nor schemas before a page needs them', () => {
    expect(gzipped(first)).toBeLessThan(40_000)
    expect(Object.values(files).join('')).not.toContain('ZodError')
  })

  test('names its files in a page without any script or style of its own', () => {
    for (const name of [first[0], first[1]]) expect(page).toContain(`"/dashboard/${name}"`)
    expect(page).not.toMatch(/<style|style=|<script(?![^>]* src=)|\son\w+=/)
    expect(page).not.toMatch(/https?:/)
  })
})
