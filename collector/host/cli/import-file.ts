import { createHash, type Hash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseDay } from '../../../shared/dates.ts'
import { AdminError } from '../../admin/errors.ts'
import type { FileKind, FileOptions, ReadFile } from '../../source/files/file.ts'
import type { ColumnMap } from '../../source/files/mapping.ts'
import { readFile } from '../../source/files/read-file.ts'
import { ORDER_KINDS } from '../../source/files/sales/order-file.ts'
import { fileMap, type OrderMap } from '../../source/files/sales/order-map.ts'
import { SALES_KINDS, type Stages, stageMap } from '../../source/files/sales/sales-file.ts'
import { SPEND_KINDS } from '../../source/files/spend.ts'
import { type CliInput, type CliOption, UsageError } from './command.ts'

const CHUNK_BYTES = 1024 * 1024
const KINDS = ['auto', ...SPEND_KINDS, ...SALES_KINDS, ...ORDER_KINDS, 'ecb_rates'] as const
const NAMES = [...KINDS.filter((kind) => kind !== 'ecb_rates'), 'rates']

/** What the file itself may not say, as options. */
export const FILE_OPTIONS: Readonly<Record<string, CliOption>> = {
  kind: { value: 'KIND', meaning: `${NAMES.join(', ')}; auto looks at the header.` },
  from: { value: 'DAY', meaning: 'First day of a file that has no days: 2026-11-01.' },
  to: {
    value: 'DAY',
    meaning: 'Last day of such a file, or of orders that are taken from a file of them.',
  },
  currency: { value: 'CODE', meaning: 'Of a file that names none: EUR.' },
  decimal: { value: 'SIGN', meaning: 'Before decimals, where numbers leave it open: , or .' },
  dates: { value: 'ORDER', meaning: 'Where 1/2/2026 may be either: DMY or MDY.' },
  map: {
    value: 'FILE',
    meaning:
      'JSON that says which columns to read: {"platform":"dsp","day":"Date","cost":"Spend"}.',
  },
  stages: {
    value: 'JSON',
    meaning: 'How stages of deals stand that are your own: {"Proposal":"open","Signed":"won"}.',
  },
}

/** The same of a file of orders. */
export const ORDER_OPTIONS: Readonly<Record<string, CliOption>> = {
  kind: { value: 'KIND', meaning: `${ORDER_KINDS.join(', ')}; auto looks at the header.` },
  from: { value: 'DAY', meaning: 'Leave older orders out: 2023-01-01.' },
  to: { value: 'DAY', meaning: 'Leave later orders out, such as those since the webhook.' },
  currency: { value: 'CODE', meaning: 'Of a file that names none: EUR.' },
  decimal: { value: 'SIGN', meaning: 'Before decimals, where numbers leave it open: , or .' },
  dates: { value: 'ORDER', meaning: 'Where 1/2/2026 may be either: DMY or MDY.' },
  map: {
    value: 'FILE',
    meaning: 'JSON: {"transaction_id":"Order","ts":"Date","value":"Net","email":"E-mail"}.',
  },
}

/** @throws UsageError that names the option */
export function fileOptionsOf(input: CliInput): FileOptions {
  const [from, to] = [dayOf(input, 'from'), dayOf(input, 'to')]
  const [currency, map] = [input.option('currency'), mapOf(input.option('map'))]
  const stages = stagesOf(input.option('stages'))
  const decimal = oneOf(input, 'decimal', [',', '.'])
  const dates = oneOf(input, 'dates', ['DMY', 'MDY'])
  return {
    kind: kindOf(input),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(currency !== undefined && { currency }),
    ...(decimal !== undefined && { decimal }),
    ...(dates !== undefined && { dates }),
    ...(map !== undefined && { map }),
    ...(stages !== undefined && { stages }),
  }
}

function kindOf(input: CliInput): 'auto' | FileKind {
  const kind = oneOf(input, 'kind', [...KINDS, 'rates'])
  return kind === 'rates' ? 'ecb_rates' : (kind ?? 'auto')
}

function dayOf(input: CliInput, name: string): number | undefined {
  const text = input.option(name)
  if (text === undefined) return undefined
  const day = parseDay(text)
  if (day === undefined) throw new UsageError(`--${name} ${text}: is no date such as 2026-11-01`)
  return day
}

function oneOf<Name extends string>(
  input: CliInput,
  option: string,
  names: readonly Name[],
): Name | undefined {
  const text = input.option(option)
  const found = names.find((name) => name === text)
  if (text !== undefined && found === undefined)
    throw new UsageError(`--${option} ${text}: is one of ${names.join(' ')}`)
  return found
}

function mapOf(file: string | undefined): ColumnMap | OrderMap | undefined {
  if (file === undefined) return undefined
  const checked = fileMap.safeParse(jsonIn(file))
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  throw new UsageError(`--map ${file}: ${[issue?.path.join('.'), issue?.message].join(' ').trim()}`)
}

function stagesOf(text: string | undefined): Stages | undefined {
  if (text === undefined) return undefined
  try {
    return stageMap.parse(JSON.parse(text))
  } catch {
    throw new UsageError(`--stages ${text}: is JSON like {"Proposal":"open","Signed":"won"}`)
  }
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`--map ${file}: ${error instanceof Error ? error.message : error}`)
  }
}

/** A file, read to its end. */
export interface FileRead {
  fileName: string
  /** Of its bytes, hex. */
  sha256: string
  read: ReadFile
}

/** @throws FileError, AdminError when there is no such file */
export async function readFrom(file: string, options: FileOptions): Promise<FileRead> {
  const hash = createHash('sha256')
  try {
    const read = await readFile(chunksOf(file, hash), options)
    return { fileName: basename(file), sha256: hash.digest('hex'), read }
  } catch (error) {
    const { code } = Object(error) as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new AdminError(`${file} can't be read: ${(error as Error).message}`)
  }
}

async function* chunksOf(file: string, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    hash.update(chunk as Uint8Array)
    yield chunk as Uint8Array
  }
}
