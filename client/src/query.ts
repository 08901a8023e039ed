/** Parameters as callers have them: lists may be arrays, whose values are taken as they are. */
export type Asked<Query> = {
  [Name in keyof Query]: Query[Name] | Loose<NonNullable<Query[Name]>>
}

/** A parameter of any text may be a number, or a list. */
type Loose<Value> = string extends Value ? number | readonly string[] : Value

/** `?from=2026-11-01&channel=Email,Direct`, or nothing. */
export function queryText(query: object = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const text = given.map(([name, value]) => `${name}=${encodeURIComponent(valueText(value))}`)
  return text.length > 0 ? `?${text.join('&')}` : ''
}

/** In a list a comma stands between values, and a first `!` means all others: in a value neither does. */
function valueText(value: unknown): string {
  if (!Array.isArray(value)) return String(value)
  return value
    .map((one) => String(one).replaceAll(',', '\\,'))
    .join(',')
    .replace(/^!/, '\\!')
}
