import type { RefusedLine } from '../../source/files/spend.ts'
import type { CliContext } from './command.ts'
import type { FileRead } from './import-file.ts'
import { lookAtOrders, ordersText, takeLooked } from './import-orders.ts'
import { lookAtSales, salesText, takeLookedSales, takenSalesText } from './import-sales.ts'
import { lookAt, take } from './import-take.ts'
import { lookedText, takenText } from './import-text.ts'

/** A file of any family that was looked at beside what the site has. */
export interface LookedAtFile {
  told: { rows: number; refused: RefusedLine[] }
  text: string
  /** Takes in what is not refused. */
  take: () => Promise<{ json: object; text: string }>
}

/** @throws FileError */
export async function lookAtFile(
  { read, ...of }: FileRead,
  site: string,
  context: CliContext,
): Promise<LookedAtFile> {
  if (read.family === 'sales') {
    const looked = await lookAtSales({ ...of, read }, site, context)
    const taking = async () => {
      const taken = await takeLookedSales(looked, site, context)
      return { json: taken, text: `${takenText(taken, site)}\n${takenSalesText(taken)}` }
    }
    return { told: looked.told, text: salesText(looked), take: taking }
  }
  if (read.family === 'orders') {
    const looked = await lookAtOrders({ ...of, read }, site, context)
    const taking = async () => {
      const taken = await takeLooked(looked, site, context)
      return { json: taken, text: takenText(taken, site) }
    }
    return { told: looked.told, text: ordersText(looked), take: taking }
  }
  const looked = await lookAt({ ...of, read }, site, context)
  const taking = async () => {
    const taken = await take(looked, site, context)
    return { json: taken, text: takenText(taken, site) }
  }
  return { told: looked.told, text: lookedText(looked), take: taking }
}
