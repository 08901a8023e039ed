import { problemOf } from '../../../client/src/problem.ts'
import { queryText } from '../../../client/src/query.ts'

/** The address of a report with what is asked of it. */
export const addressOf = (path: string, query: object = {}): string => path + queryText(query)

/** What is sent as JSON, or a file as it is. */
export interface Sent {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  body?: unknown
  file?: File
  signal?: AbortSignal
}

/**
 * Asks the collector that the page is of, as the session that the browser has.
 * @throws PathworthProblem; TypeError where there is no network
 */
export async function ask<Answer>(address: string, sent: Sent = {}): Promise<Answer> {
  const { method = 'GET', body, file, signal } = sent
  const answer = await fetch(address, {
    method,
    credentials: 'same-origin',
    ...(signal && { signal }),
    ...(file && { body: file }),
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  })
  const text = await answer.text()
  if (!answer.ok) throw problemOf(answer.status, text)
  return (text === '' ? undefined : JSON.parse(text)) as Answer
}
