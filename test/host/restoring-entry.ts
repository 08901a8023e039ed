import { join } from 'node:path'
import { replaceContent } from '../../collector/ledger/threads/copy-site.ts'
import { FileSnapshots } from '../../collector/ledger/threads/file-snapshots.ts'
import { ThreadedLedgers } from '../../collector/ledger/threads/ledgers.ts'
import type { SnapshotOperations } from '../../collector/ledger/threads/snapshot-files.ts'
import { Thread } from '../../collector/ledger/threads/thread.ts'

/**
 * Restores the snapshot `id` of the site `shop`, and dies at a point of it: `before` or `after` a call
 * of the thread that copies, or `within` the transaction that replaces the content, at a step of it.
 */
const [folder = '', id = '', when = '', what = ''] = process.argv.slice(2)

const die = () => process.kill(process.pid, 'SIGKILL')

async function replaceAndDie(): Promise<void> {
  let step = 0
  const from = join(folder, 'snapshots', 'shop', `${id}.db`)
  const onStep = () => {
    if (++step === Number(what)) die()
  }
  await replaceContent(from, join(folder, 'sites', 'shop.db'), { onStep })
}

class MortalThread extends Thread<SnapshotOperations> {
  override async call<Name extends keyof SnapshotOperations>(
    operation: Name,
    ...args: Parameters<SnapshotOperations[Name]>
  ): Promise<Awaited<ReturnType<SnapshotOperations[Name]>>> {
    if (when === 'before' && operation === what) die()
    const answer = await super.call(operation, ...args)
    if (when === 'after' && operation === what) die()
    return answer
  }
}

function mortalCopier(onEnd: () => void): MortalThread {
  const entry = new URL('../../collector/ledger/threads/snapshot-entry.ts', import.meta.url)
  return new MortalThread(entry, { folder }, { onTrouble: console.error, onEnd })
}

async function restoreAndDie(): Promise<void> {
  const options = { folder, clock: Date.now, onTrouble: console.error }
  const ledgers = new ThreadedLedgers({
    ...options,
    writers: 1,
    readers: 1,
    waitingMax: 1,
    reportDeadlineMs: 10_000,
  })
  const snapshots = new FileSnapshots({
    ...options,
    withheld: (site, work) => ledgers.withheld(site, work),
    start: mortalCopier,
  })
  await snapshots.restore('shop', id)
  await snapshots.close()
  await ledgers.close()
}

await (when === 'within' ? replaceAndDie() : restoreAndDie())
console.log('it lives')
