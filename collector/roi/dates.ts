import { DAY_MS, dayNumber, dayOfNumber, MINUTE_MS } from '../../shared/dates.ts'

/** Some 27 years of days a zone: more than a site keeps, and still only a megabyte or two. */
const CACHED_DAYS_MAX = 10_000

/**
 * A zone's offsets (ms east of UTC) over one UTC day: one that holds all day, or the one before
 * and after an instant. No zone has changed twice in one UTC day since 1970.
 */
interface DayOffsets {
  before: number
  after: number
  changesAt: number
}

interface Zone {
  format: Intl.DateTimeFormat
  days: Map<number, DayOffsets>
}

/** Only a memory of what Intl says: it changes no answer, just that a hit costs no Intl call. */
const zones = new Map<string, Zone>()

/**
 * The local day of an instant as YYYYMMDD: exact to the millisecond over changes of daylight
 * saving, in zones of half and quarter hours too.
 * @param ts ms since the epoch
 * @param timeZone an IANA name, such as 'Europe/Paris'
 * @throws RangeError for an unknown time zone or no instant
 */
export function localDay(ts: number, timeZone: string): number {
  return dayOfNumber(Math.floor((ts + offsetAt(ts, timeZone)) / DAY_MS))
}

/**
 * The instant at which a zone's clocks show a time; of one that they show twice or never, one nearby.
 * @param local what they show, as if it were UTC: ms since the epoch
 */
export function instantOf(local: number, timeZone: string): number {
  const near = local - offsetAt(local, timeZone)
  return local - offsetAt(near, timeZone)
}

function offsetAt(ts: number, timeZone: string): number {
  const zone = zoneNamed(timeZone)
  const number = Math.floor(ts / DAY_MS)
  const offsets = zone.days.get(number) ?? remembered(zone, number)
  return ts < offsets.changesAt ? offsets.before : offsets.after
}

function zoneNamed(timeZone: string): Zone {
  const known = zones.get(timeZone)
  if (known) return known
  const zone: Zone = { format: formatFor(timeZone), days: new Map() }
  zones.set(timeZone, zone)
  return zone
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
}

function remembered(zone: Zone, number: number): DayOffsets {
  if (zone.days.size >= CACHED_DAYS_MAX) zone.days.clear()
  const offsets = offsetsOfDay(zone.format, number * DAY_MS)
  zone.days.set(number, offsets)
  return offsets
}

function offsetsOfDay(format: Intl.DateTimeFormat, start: number): DayOffsets {
  const before = askedOffset(format, start)
  const after = askedOffset(format, start + DAY_MS)
  if (before === after) return { before, after, changesAt: Infinity }
  let [low, high] = [start, start + DAY_MS]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (askedOffset(format, middle) === before) low = middle
    else high = middle
  }
  return { before, after, changesAt: high }
}

function askedOffset(format: Intl.DateTimeFormat, ts: number): number {
  const fields = Object.fromEntries(
    format.formatToParts(ts).map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = fields
  const days = dayNumber(year * 10_000 + month * 100 + day)
  const local = days * DAY_MS + (hour * 60 + minute) * MINUTE_MS + second * 1000
  return local - Math.floor(ts / 1000) * 1000
}
