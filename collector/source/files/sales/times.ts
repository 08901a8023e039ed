import { formatDay } from '../../../../shared/dates.ts'
import { readDay } from '../days.ts'

/** The time behind a date, as CRMs write it. */
const TIME =
  /[T ,|](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s?([AaPp])?\.?[Mm]?\.?\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/

/**
 * A time as `POST /v1/conversions` takes it where the cell names an offset; else as the site's clocks show
 * it, or the day alone. A midnight is a day to which a program has added the time, unless said otherwise.
 * @param zone what stands behind a time that names no offset
 * @returns undefined for no date
 */
export function readTime(
  cell: string,
  order: 'DMY' | 'MDY',
  { isMidnightADay = true, zone = '' } = {},
): string | undefined {
  const day = readDay(cell)[order]
  if (day === null) return undefined
  const date = formatDay(day)
  const found = TIME.exec(cell.slice(0, 80).trim())
  if (!found) return date
  const [, hours = '', minute = '', second = '00', half = '', offset = ''] = found
  const hour = String(hourOf(Number(hours), half.toLowerCase())).padStart(2, '0')
  const time = `${hour}:${minute}:${second}`
  if (isMidnightADay && time === '00:00:00') return date
  return `${date}T${time}${offsetOf(offset) || zone}`
}

function hourOf(hours: number, half: string): number {
  if (half === '') return hours
  return (hours % 12) + (half === 'p' ? 12 : 0)
}

function offsetOf(text: string): string {
  if (/^(?:Z|UTC|GMT)$/.test(text)) return 'Z'
  return text === '' || text.includes(':') ? text : `${text.slice(0, 3)}:${text.slice(3)}`
}
