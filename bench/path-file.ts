import { closeSync, openSync, writeSync } from 'node:fs'
import { Random } from '../collector/attribution/data-driven/random.ts'
import { CHANNELS, somePlace } from './channels.ts'

/** Of ten touches, seven are followed by another, up to 20: 3.3 on average. */
const GOES_ON = 0.7
const STEPS_MAX = 20
/** One path of four has converted. */
const CONVERTS = 4
const ROWS_A_WRITE = 10_000

/** Writes a path file of so many rows, the same each time; about 48 bytes a row. */
export function writePathFile(file: string, rows: number): void {
  const random = new Random(rows)
  const handle = openSync(file, 'w')
  writeSync(handle, 'path,total_conversions,total_conversion_value,total_null\n')
  for (let written = 0; written < rows; written += ROWS_A_WRITE) {
    const count = Math.min(ROWS_A_WRITE, rows - written)
    writeSync(handle, Array.from({ length: count }, () => rowOf(random)).join(''))
  }
  closeSync(handle)
}

function rowOf(random: Random): string {
  const path = [channelOf(random)]
  while (path.length < STEPS_MAX && random.next() < GOES_ON) path.push(channelOf(random))
  const conversions = random.below(CONVERTS) === 0 ? 1 + random.below(3) : 0
  const value = conversions > 0 ? (conversions * (10 + random.next() * 90)).toFixed(2) : '0'
  const nulls = conversions > 0 ? random.below(3) : 1 + random.below(5)
  return `${path.join(' > ')},${conversions},${value},${nulls}\n`
}

const channelOf = (random: Random): string => CHANNELS[somePlace(random)] ?? ''
