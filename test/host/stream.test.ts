import { expect, test } from 'vitest'
import { eventsOf, type Told } from '../http/events-of.ts'
import { dataFolder, pathworthJson, startCollector } from './collector-process.ts'
import { newSale, postOrder, postVisit } from './shop.ts'

const DAY_MS = 86_400_000

/** Events as they come. */
class Listener {
  readonly #reader
  readonly told: Told[] = []

  constructor(response: Response) {
    this.#reader = (response.body as ReadableStream<Uint8Array>).getReader()
  }

  /** Reads on until an event has come; false at the end of the stream. */
  async sees(wanted: (told: Told) => boolean): Promise<boolean> {
    const decoder = new TextDecoder()
    while (!this.told.some(wanted)) {
      const { value, done } = await this.#reader.read()
      if (done) return false
      this.told.push(...eventsOf(decoder.decode(value)))
    }
    return true
  }
}

test('what is posted to a collector is seen while it happens, and a stop ends the stream cleanly', async () => {
  const folder = dataFolder()
  const { keys } = await pathworthJson<{ keys: { write: string; read: string } }>(
    folder,
    ...['site', 'create', 'shop', '--domain', 'shop.example'],
    ...['--currency', 'EUR', '--timezone', 'Europe/Paris'],
  )
  const collector = await startCollector(folder)
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const now = Date.now()
  const days = `from=${day(now - 2 * DAY_MS)}&to=${day(now + 2 * DAY_MS)}`
  const response = await fetch(`${collector.url}/v1/stream?${days}`, {
    headers: { authorization: `Bearer ${keys.read}` },
  })
  expect(response.status).toBe(200)
  const listener = new Listener(response)
  await listener.sees(({ event }) => event === 'roi')

  const shop = { url: collector.url, site: 'shop', write: keys.write, read: keys.read }
  const sale = newSale('1001', now)
  await postVisit(shop, sale)
  await postOrder(shop, sale)
  const isChanged = ({ event, data }: Told) =>
    event === 'roi' && (data['total'] as { value: string }).value === '1.00'
  expect(await listener.sees(isChanged)).toBe(true)
  const events = listener.told.map(({ event }) => event)
  expect(events.filter((event) => event !== 'roi')).toEqual(['hit', 'touch', 'conversion'])
  expect(listener.told.find(isChanged)?.data).toMatchObject({ matched: 1, coverage: 1, pending: 0 })

  // A stream that the collector would have to break off would be no clean end.
  const ended = listener.sees(() => false)
  const { code } = await collector.stop()
  expect(await ended).toBe(false)
  expect(code).toBe(0)
})
