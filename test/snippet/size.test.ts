import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { buildTag, type TagFile } from '../../snippet/build.ts'

describe('the size of the tag', () => {
  // gzip -9, bytes: every page of every shop pays it.
  it.each<[TagFile, number]>([
    ['p.js', 3600],
    ['p.shop.js', 4000],
    ['p.mjs', 4100],
    ['p.core.js', 2670],
  ])('%s has at most %i bytes', (file, bytesMax) => {
    const text = buildTag(file)
    expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(bytesMax)
    expect(text.length).toBeGreaterThan(1500)
  })

  it('leaves out of each build what it says, and nothing else', () => {
    const all = ['globalPrivacyControl', 'sendBeacon', 'pushState', 'dataLayer', '_pw=', 'formdata']
    const ofShops = ['cart/update.js', 'client_reference_id']
    const lacks = (file: TagFile) =>
      [...all, ...ofShops].filter((word) => !buildTag(file).includes(word))
    expect(lacks('p.shop.js')).toEqual([])
    expect(lacks('p.mjs')).toEqual([])
    expect(lacks('p.js')).toEqual(ofShops)
    expect(lacks('p.core.js')).toEqual(['dataLayer', '_pw=', 'formdata', ...ofShops])
  })

  it('takes no module from anywhere but the tag and what crosses the wire', () => {
    // Something of zod's or Node's would show by its size first; this names the culprit.
    expect(buildTag('p.js')).not.toMatch(/require\(|import |ZodType/)
  })
})
