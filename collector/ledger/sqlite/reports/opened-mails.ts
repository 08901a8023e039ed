import type { OpenedMail } from '../../opens.ts'
import { ReportTooLargeError } from '../../reports-too-large.ts'
import type { Sql } from '../sql.ts'

/** Mails that are in memory together. */
const MAILS_MAX = 10_000

/** How often each mail was opened in a period, those that were opened most first. */
export function openedMails(sql: Sql, { from, to }: { from: number; to: number }): OpenedMail[] {
  const mails = sql
    .prepare<OpenedMail>(
      `SELECT campaign_source AS source, campaign_medium AS medium, campaign, content,
         count(*) AS opens
       FROM opens WHERE day BETWEEN ? AND ?
       GROUP BY campaign_source, campaign_medium, campaign, content
       ORDER BY opens DESC, source, medium, campaign, content LIMIT ?`,
    )
    .all(from, to, MAILS_MAX + 1)
  if (mails.length > MAILS_MAX)
    throw new ReportTooLargeError(
      `from, to: there are more than ${MAILS_MAX} mails that were opened: ask for a shorter period`,
    )
  return mails
}
