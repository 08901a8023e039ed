import { money } from '../../format/numbers.ts'
import { day } from '../../format/times.ts'
import type { LiveLine } from './live-state.ts'

/** A line of the list in words. */
export interface LineText {
  /** `Conversion` */
  title: string
  text: string
  /** What is said of it besides. */
  note: string
}

interface Tuple {
  channel: string | null
  source: string | null
  campaign: string | null
}

const tupleText = ({ channel, source, campaign }: Tuple): string =>
  [channel, source, campaign].filter((name) => name).join(' › ')

const LANDINGS: Readonly<Record<string, string>> = {
  campaign: 'by a campaign',
  click_id: 'by a click id',
  referrer: 'by its referrer',
  direct: 'direct',
  own: 'within the site',
  passage: 'back from a payment or login',
  notice: 'by a mail about an order',
}

const joined = (...texts: (string | false | null | undefined)[]): string =>
  texts.filter((text) => text).join(' · ')

/** @param locale the reader's when it is left out */
export function lineText(line: LiveLine, locale?: string): LineText {
  switch (line.event) {
    case 'hit': {
      const { name, path, landing, visitor, device, country } = line.data
      const note = joined(LANDINGS[landing], `visitor …${visitor}`, device, country)
      return { title: 'Hit', text: `${name.replaceAll('_', ' ')} ${path}`, note }
    }
    case 'touch': {
      const { kind, path, visitor, removed } = line.data
      const note = joined(
        kind !== 'visit' && kind.replaceAll('_', ' '),
        path,
        visitor && `visitor …${visitor}`,
      )
      return { title: removed ? 'Touch taken back' : 'Touch', text: tupleText(line.data), note }
    }
    case 'conversion': {
      const { goal, transaction_id, value, currency, update, confirmed, status } = line.data
      const note = joined(
        update && 'another version',
        !confirmed && 'said by the page alone',
        status,
      )
      const text = `${money(value, currency, locale)} ${goal.replaceAll('_', ' ')} ${transaction_id}`
      return { title: 'Conversion', text, note }
    }
    case 'refund': {
      const { amount, currency, transaction_id } = line.data
      const text = `${money(amount, currency, locale)} of ${transaction_id}`
      return { title: 'Refund', text, note: '' }
    }
    case 'cost': {
      const { amount, currency, category, from, to } = line.data
      const days = from && to ? joined(day(from, locale), to !== from && day(to, locale)) : ''
      const text = `${money(amount, currency, locale)} ${category.replaceAll('_', ' ')}`
      return { title: 'Cost', text, note: joined(tupleText(line.data), days) }
    }
    case 'reset': {
      const { skipped, reason } = line.data
      return reason === 'restored'
        ? { title: 'Restored', text: 'The site was taken back to a snapshot.', note: '' }
        : { title: 'Skipped', text: `${skipped} facts came while nobody watched.`, note: '' }
    }
  }
}
