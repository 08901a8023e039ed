import { writeFile } from 'node:fs/promises'
import { AdminError } from '../../admin/errors.ts'
import { siteFile } from '../../ledger/threads/site-files.ts'
import { REPORTS, type ReportName } from '../export/report-names.ts'
import { replaceFile } from '../export/rows-file.ts'
import { type CliContext, type CliInput, type Outcome, UsageError } from './command.ts'
import { sitesMeant } from './read-site.ts'

/** What of a table is asked by options is a part of a report's own query. */
const OF_TABLES = ['from', 'to', 'since', 'line'] as const

const REPORT_FORMATS = ['json', 'csv'] as const

/** Writes what a report answers: the query is that of its route. */
export async function exportReport(
  name: ReportName,
  input: CliInput,
  context: CliContext,
): Promise<Outcome> {
  const site = input.option('site') ?? ''
  const out = input.option('out') ?? ''
  const format = formatOf(input.option('format'), out)
  const query = queryOf(input)
  query.set('format', format)
  const path = `${REPORTS[name]}?${query}`
  if (context.isFar)
    throw new UsageError(
      `a report of a collector far away is asked with a read key: curl '${context.place}${path}' -H 'authorization: Bearer pw_read_${site}_…' -o ${out}`,
    )
  const { text, next } = await asked(path, site, context)
  const { bytes } = await replaceFile(out, async (part) => {
    await writeFile(part, text)
    return 0
  })
  const more = next === null ? '' : ` There is more: add cursor=${next} to --query.`
  return {
    json: { site, report: name, format, file: out, bytes, next },
    text: `${name} of ${site} is in ${out} (${bytes} bytes).${more}`,
  }
}

interface Told {
  text: string
  /** Where the next page begins, of reports that have pages. */
  next: string | number | null
}

async function asked(path: string, site: string, { folder, progress }: CliContext): Promise<Told> {
  sitesMeant(folder, [site])
  const { askReport } = await import('../export/report.ts')
  const file = siteFile(folder, site)
  const answer = await askReport({ file, site, path }, ({ message }) => progress(String(message)))
  const text = await answer.text()
  if (!answer.ok) throw refusal(text)
  if (answer.headers.get('content-type')?.startsWith('text/csv'))
    return { text, next: answer.headers.get('pathworth-next') }
  const { next = null } = JSON.parse(text) as Partial<Told>
  return { text: `${text}\n`, next }
}

/** In the words of the problem, with the parameters of the query that are wrong. */
function refusal(text: string): Error {
  const { detail = text, errors = [] } = JSON.parse(text) as {
    detail?: string
    errors?: { field: string; message: string }[]
  }
  if (errors.length === 0) return new AdminError(detail)
  return new UsageError(
    errors.map(({ field, message }) => `--query ${field}: ${message}`).join('\n'),
  )
}

function queryOf(input: CliInput): URLSearchParams {
  const given = OF_TABLES.find((name) => input.option(name) !== undefined)
  if (given) throw new UsageError(`--${given}: is of tables; a report takes --query '${given}=…'`)
  const query = new URLSearchParams(input.option('query') ?? '')
  if (query.has('format'))
    throw new UsageError('--query format: is said by --format, or by the name of the file')
  return query
}

function formatOf(given: string | undefined, out: string): (typeof REPORT_FORMATS)[number] {
  const named = given ?? out.slice(out.lastIndexOf('.') + 1)
  const format = REPORT_FORMATS.find((one) => one === named)
  if (format) return format
  throw new UsageError(
    given === undefined
      ? `--format is missing: ${out} does not end with .json or .csv, as a report's does`
      : `--format ${given}: a report is json or csv`,
  )
}
