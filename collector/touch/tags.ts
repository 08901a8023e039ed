import { cleanText } from '../../shared/clean-text.ts'
import { campaignFields } from './tables/campaign-fields.ts'
import { type ClickId, clickIds } from './tables/click-ids.ts'

/** What the query and the fragment of a landing address say about where the visitor came from. */
export interface Tags {
  source: string
  medium: string
  campaign: string
  term: string
  content: string
  click: ClickId | undefined
  clickValue: string
}

const VALUE_LENGTH_MAX = 200
const CLICK_VALUE_LENGTH_MAX = 500

type FieldName = (typeof campaignFields)[number]['field']
/** A parameter's meaning: a campaign field by one of its names (lower rank wins), or a click id. */
type Meaning =
  | { field: FieldName; rank: number; click?: never }
  | { field?: never; rank: number; click: ClickId }

const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...clickIds.map((click, rank): [string, Meaning] => [click.param, { rank, click }]),
  ...campaignFields.flatMap(({ field, params }) =>
    params.map((param, rank): [string, Meaning] => [param, { field, rank }]),
  ),
])

/**
 * Reads the tags of `url`; undefined when it has none. Of several names of one field the earlier in
 * the table wins, of one name's repetitions the first that isn't empty; the query goes before the
 * fragment. Never throws: a bad escape stays as it stands.
 */
export function readTags(url: string): Tags | undefined {
  const hash = url.indexOf('#')
  const beforeHash = hash < 0 ? url.length : hash
  const mark = url.indexOf('?')
  const reader = new TagReader()
  if (mark >= 0 && mark < beforeHash) reader.readPairs(url, mark + 1, beforeHash)
  if (hash >= 0) reader.readPairs(url, fragmentStart(url, hash), url.length)
  return reader.found
}

/** A fragment is either parameters itself, or a client-side route with parameters of its own. */
function fragmentStart(url: string, hash: number): number {
  const mark = url.indexOf('?', hash)
  return mark < 0 ? hash + 1 : mark + 1
}

class TagReader {
  found: Tags | undefined
  readonly #ranks = new Map<FieldName | 'click', number>()

  readPairs(text: string, from: number, to: number): void {
    let equals = text.indexOf('=', from)
    for (let start = from; start < to && equals >= 0; ) {
      const ampersand = text.indexOf('&', start)
      const end = ampersand < 0 || ampersand > to ? to : ampersand
      if (equals < start) equals = text.indexOf('=', start)
      if (equals > start && equals < end - 1) this.#readPair(text, start, equals, end)
      start = end + 1
    }
  }

  #readPair(text: string, start: number, equals: number, end: number): void {
    const meaning = meanings.get(paramName(text.slice(start, equals)))
    if (meaning === undefined) return
    const slot = meaning.field ?? 'click'
    const rank = this.#ranks.get(slot)
    if (rank !== undefined && rank <= meaning.rank) return
    const limit = meaning.click ? CLICK_VALUE_LENGTH_MAX : VALUE_LENGTH_MAX
    const value = cleanValue(text.slice(equals + 1, end), limit)
    if (value === '') return
    this.#ranks.set(slot, meaning.rank)
    this.found ??= emptyTags()
    if (meaning.click) Object.assign(this.found, { click: meaning.click, clickValue: value })
    else this.found[meaning.field] = foldCase(meaning.field, value)
  }
}

function emptyTags(): Tags {
  return {
    source: '',
    medium: '',
    campaign: '',
    term: '',
    content: '',
    click: undefined,
    clickValue: '',
  }
}

/** Mail programs leave `&amp;` in links and escape underscores; vendors vary the case (`ScCid`). */
function paramName(raw: string): string {
  const name = raw.startsWith('amp;') ? raw.slice(4) : raw
  return (name.includes('%') ? decoded(name) : name).toLowerCase()
}

/** GA4 compares sources and mediums without case; campaign names keep theirs. */
function foldCase(field: FieldName, value: string): string {
  return field === 'source' || field === 'medium' ? value.toLowerCase() : value
}

/** Percent-decoded, without control characters, trimmed, and at most `lengthMax` characters. */
function cleanValue(raw: string, lengthMax: number): string {
  const plain = raw.includes('+') ? raw.replaceAll('+', ' ') : raw
  const text = cleanText(plain.includes('%') ? decoded(plain) : plain)
  return text.length > lengthMax ? text.slice(0, lengthMax).toWellFormed() : text
}

/** Escapes that are whole characters in UTF-8. Source: table 3-7 of the Unicode Standard. */
const wholeCharacters = new RegExp(
  `(?:${[
    '%[0-7]X',
    '%(?:C[2-9A-F]|DX)T',
    '%E0%[AB]XT',
    '%E[1-9A-CEF]TT',
    '%ED%[89]XT',
    '%F0%[9AB]XTT',
    '%F[1-3]TTT',
    '%F4%8XTT',
  ].join('|')})+`
    .replaceAll('T', '%[89AB]X')
    .replaceAll('X', '[0-9A-F]'),
  'gi',
)

/** What is no escape stays as it stands ("100% off"), and does not keep the others from being read. */
function decoded(text: string): string {
  return text.replace(wholeCharacters, (escapes) => decodeURIComponent(escapes))
}
