import { parseDay } from '../../../shared/dates.ts'
import { EXPORT_TABLES, type ExportTable, isFactTable } from '../../export/tables.ts'
import {
  beginExport,
  type ExportAsked,
  type Exporter,
  type ExportPage,
  type GoesOn,
  misfitOf,
  ofFactsAlone,
} from '../../ledger/exporting.ts'
import { siteFile } from '../../ledger/threads/site-files.ts'
import { REPORTS, type ReportName } from '../export/report-names.ts'
import { FILE_FORMATS, type FileFormat, writeRows } from '../export/rows-file.ts'
import {
  type CliContext,
  type CliInput,
  type Command,
  type Outcome,
  UsageError,
} from './command.ts'
import { exportReport } from './export-report.ts'
import { sitesMeant } from './read-site.ts'

const REPORT_NAMES = Object.keys(REPORTS) as ReportName[]

const exportAny: Command = {
  name: 'export',
  args: ['<table>'],
  summary:
    'Write a table of facts or of figures (NDJSON, CSV, Parquet) or a report (JSON, CSV) to a file.',
  notes: [
    `Tables: ${EXPORT_TABLES.join(', ')}.`,
    `Reports: ${REPORT_NAMES.join(', ')}. Each takes --query as its route does.`,
    'The file is of one moment, also beside a running collector, and replaces what had its name. Facts',
    'have numbers: --since takes the "next" that the export before has said, and brings what is newer.',
  ],
  options: {
    site: { value: 'SITE', required: true, meaning: 'Whose rows.' },
    out: { value: 'FILE', required: true, meaning: 'Where they go.' },
    format: {
      value: 'FORMAT',
      meaning:
        'ndjson, csv or parquet, of a report json or csv; without it, what the name of the file ends with.',
    },
    from: { value: 'DAY', meaning: 'Rows that are dated on this local day or later: 2026-11-01.' },
    to: { value: 'DAY', meaning: 'The last local day.' },
    since: { value: 'SEQ', meaning: 'Facts with a number above this one.' },
    line: { value: 'LINE', meaning: 'The "line" of the export that --since is of.' },
    query: { value: 'QUERY', meaning: 'What is asked of a report: from=2026-11-01&to=2026-11-30.' },
  },
  examples: [
    'export hits --site shop --out hits.parquet',
    'export conversions --site shop --out conversions.ndjson --since 1042 --line 0',
    'export credits --site shop --out credits.csv --from 2026-11-01 --to 2026-11-30',
    "export roi --site shop --out roi.csv --query 'from=2026-11-01&to=2026-11-30&by=channel'",
  ],
  run: async (input, context) => {
    const [name = ''] = input.args
    const report = REPORT_NAMES.find((one) => one === name)
    return report ? exportReport(report, input, context) : exported(tableOf(name), input, context)
  },
}

export const EXPORT_COMMANDS: readonly Command[] = [exportAny]

async function exported(
  table: ExportTable,
  input: CliInput,
  context: CliContext,
): Promise<Outcome> {
  const site = input.option('site') ?? ''
  const out = input.option('out') ?? ''
  const format = formatOf(input.option('format'), out)
  const goesOn = goesOnOf(table, input)
  if (input.option('query') !== undefined)
    throw new UsageError('--query: is of reports; a table takes --from, --to and --since')
  const asked = { table, since: goesOn.since ?? 0, ...daysOf(input), now: Date.now() }
  const { exporter, close } = context.isFar ? farAway(site, context) : await inFile(site, context)
  try {
    const begun = await begin(exporter, asked, goesOn)
    const written = await writeRows(out, { table, format }, begun.rows)
    const next = isFactTable(table) ? { next: begun.last, line: begun.line } : {}
    const more = isFactTable(table)
      ? ` What comes later: --since ${begun.last} --line ${begun.line}`
      : ''
    return {
      json: { site, table, format, file: out, ...written, ...next },
      text: `${written.rows} rows of ${table} are in ${out} (${written.bytes} bytes).${more}`,
    }
  } finally {
    close()
  }
}

/** @throws UsageError for where it can't go on */
async function begin(exporter: Exporter, asked: ExportAsked, goesOn: GoesOn) {
  const begun = await beginExport(exporter, asked)
  const misfit = misfitOf(goesOn, begun)
  if (misfit) throw new UsageError(`--${misfit.field}: ${misfit.message}`)
  return begun
}

interface Opened {
  exporter: Exporter
  close(): void
}

/** @throws AdminError for a site that there is not */
async function inFile(site: string, { folder }: CliContext): Promise<Opened> {
  sitesMeant(folder, [site])
  // The engine is loaded by those who need it.
  const { FileSnapshot } = await import('../export/snapshot.ts')
  const exporter = new FileSnapshot(siteFile(folder, site))
  return { exporter, close: () => exporter.close() }
}

/** Page by page: facts are of one moment all the same, and a figure is as it was when its page was read. */
const farAway = (site: string, { admin }: CliContext): Opened => ({
  exporter: {
    report: async ({ kind: _, upTo, ...asked }) => {
      const days = Object.entries({ ...asked, up_to: upTo }).filter(
        ([, value]) => value !== undefined,
      )
      const page = await admin({
        command: 'export_rows',
        site,
        ...(Object.fromEntries(days) as typeof asked),
      })
      return page as unknown as ExportPage
    },
  },
  close: () => {},
})

/** @throws UsageError */
function tableOf(name: string): ExportTable {
  const table = EXPORT_TABLES.find((one) => one === name)
  if (table) return table
  throw new UsageError(
    `"${name}" is no table or report: there is ${[...EXPORT_TABLES, ...REPORT_NAMES].join(', ')}`,
  )
}

function formatOf(given: string | undefined, out: string): FileFormat {
  const named = given ?? out.slice(out.lastIndexOf('.') + 1)
  const format = FILE_FORMATS.find((one) => one === named)
  if (format) return format
  throw new UsageError(
    given === undefined
      ? `--format is missing: ${out} does not end with .ndjson, .csv or .parquet`
      : `--format ${given}: is one of ${FILE_FORMATS.join(', ')}`,
  )
}

function goesOnOf(table: ExportTable, input: CliInput): GoesOn {
  const [since, line] = [input.option('since'), input.option('line')]
  const given = since === undefined ? line && 'line' : 'since'
  if (given && !isFactTable(table)) throw new UsageError(`--${given} ${ofFactsAlone(table)}`)
  if (since !== undefined && !/^\d{1,15}$/.test(since))
    throw new UsageError(
      `--since ${since}: is no number of a fact: take "next" of the export before, or 0`,
    )
  return { since: since === undefined ? undefined : Number(since), line }
}

function daysOf(input: CliInput): { from?: number; to?: number } {
  const [from, to] = [dayOf(input, 'from'), dayOf(input, 'to')]
  if (from !== undefined && to !== undefined && from > to)
    throw new UsageError('--from: is after --to')
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
}

function dayOf(input: CliInput, option: string): number | undefined {
  const text = input.option(option)
  const day = text === undefined ? undefined : parseDay(text)
  if (text !== undefined && day === undefined)
    throw new UsageError(`--${option} ${text}: is no date that exists, as 2026-11-30`)
  return day
}
