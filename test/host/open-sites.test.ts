import { describe, expect, it } from 'vitest'
import { OpenSites } from '../../collector/ledger/threads/open-sites.ts'

function recorded(max: number) {
  const happened: string[] = []
  const sites = new OpenSites((site) => {
    happened.push(`open ${site}`)
    return { site, close: () => happened.push(`close ${site}`) }
  }, max)
  return { sites, happened }
}

describe('the sites that a thread has open', () => {
  it('a site in use is opened once', () => {
    const { sites, happened } = recorded(2)
    expect(sites.get('a')).toBe(sites.get('a'))
    expect(happened).toEqual(['open a'])
  })

  it('one too many closes the one that was used least lately', () => {
    const { sites, happened } = recorded(2)
    for (const site of ['a', 'b', 'a', 'c', 'a', 'b']) sites.get(site)
    expect(happened).toEqual(['open a', 'open b', 'open c', 'close b', 'open b', 'close c'])
  })

  it('all are closed at the end', () => {
    const { sites, happened } = recorded(3)
    sites.get('a')
    sites.get('b')
    sites.closeAll()
    expect(happened.slice(-2)).toEqual(['close a', 'close b'])
  })
})
