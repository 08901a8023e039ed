// Colours of channels stand for how people came: the same one everywhere on the page, whatever else is shown.

/** 1 to 8: `--series-…` of the theme. Channels of one family are told apart by their names. */
const COLOURS: Readonly<Record<string, number>> = {
  'Paid Search': 1,
  'Paid Shopping': 1,
  'Organic Search': 7,
  'Organic Shopping': 7,
  'AI Assistants': 7,
  'Paid Social': 4,
  'Organic Social': 4,
  Email: 3,
  SMS: 3,
  'Mobile Push Notifications': 3,
  Display: 6,
  'Cross-network': 6,
  'Paid Video': 6,
  'Organic Video': 6,
  'Paid Other': 6,
  Audio: 6,
  Referral: 8,
  Affiliates: 2,
  Partner: 2,
  Offline: 2,
  Direct: 5,
  Unassigned: 5,
}

/** A campaign, and a channel of the site's own, keeps the colour that its name gives it. */
export function colourOf(name: string): number {
  if (Object.hasOwn(COLOURS, name)) return COLOURS[name] ?? 5
  let sum = 0
  for (const letter of name) sum += letter.codePointAt(0) ?? 0
  return (sum % 8) + 1
}
