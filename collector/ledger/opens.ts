import type { Provenance } from './provenance.ts'

/** A mail that something has opened: a person, or a mailbox that looks at all it gets. It names nobody. */
export interface OpenFact extends Provenance {
  /** UUID: an open is stored once. */
  openId: string
  /** YYYYMMDD, a local day of the site */
  day: number
  campaignSource: string
  campaignMedium: string
  campaign: string
  /** Which mail of several; '' for no word of it */
  content: string
}

/** How often mails of a campaign were opened in a period. */
export interface OpenedMail {
  source: string
  medium: string
  campaign: string
  content: string
  opens: number
}
