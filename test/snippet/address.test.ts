import { describe, expect, it } from 'vitest'
import { eventsUrl } from '../../snippet/settings.ts'

describe('where events are posted', () => {
  it.each([
    ['https://t.shop.example/p.js', 'https://t.shop.example/v1/events'],
    ['https://t.shop.example/p.core.js?v=3#x', 'https://t.shop.example/v1/events'],
    ['https://shop.example/t/p.js', 'https://shop.example/t/v1/events'],
    ['https://shop.example/t/p.js?from=/a/b', 'https://shop.example/t/v1/events'],
    ['http://localhost:8787/p.js', 'http://localhost:8787/v1/events'],
  ])('is beside the script at %s', (src, url) => {
    expect(eventsUrl({ src, dataset: {} })).toBe(url)
  })

  it.each([
    ['https://stats.example', 'https://stats.example/v1/events'],
    ['https://stats.example/', 'https://stats.example/v1/events'],
    ['https://stats.example/base//', 'https://stats.example/base/v1/events'],
    ['/t', '/t/v1/events'],
    ['/', '/v1/events'],
  ])('is below data-endpoint="%s"', (endpoint, url) => {
    expect(eventsUrl({ src: 'https://cdn.example/p.js', dataset: { endpoint } })).toBe(url)
  })
})
