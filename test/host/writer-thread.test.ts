import { describe, expect, it } from 'vitest'
import { LedgerBusyError } from '../../collector/ledger/ledger.ts'
import { WriterThread } from '../../collector/ledger/threads/writer-thread.ts'
import { until } from './until.ts'

function mortalWriter() {
  const troubles: string[] = []
  const writer = new WriterThread({
    folder: '',
    waitingMax: 10,
    clock: () => 0,
    onTrouble: (message) => troubles.push(message),
    entry: new URL('./mortal-entry.ts', import.meta.url),
  })
  return { writer, troubles }
}

describe('a writer thread that ends in the middle of a commit', () => {
  it('asks all who waited for it to send again, and is started again', async () => {
    const { writer, troubles } = mortalWriter()
    await expect(writer.append('deadly', {})).rejects.toEqual(new LedgerBusyError(1))
    expect(await writer.append('shop', {})).toMatchObject({ accepted: 1 })
    expect(troubles).toEqual(['the writer thread ended and is started again: exit code 3'])
    await writer.close()
  })

  it('does not lose what came after the commit that it took with it', async () => {
    const { writer } = mortalWriter()
    const lost = expect(writer.append('deadly', {})).rejects.toEqual(new LedgerBusyError(1))
    await until(() => writer.waiting === 0)
    expect(await writer.append('shop', {})).toMatchObject({ accepted: 1 })
    await lost
    await writer.close()
  })

  it('is not started again when it was closed', async () => {
    const { writer, troubles } = mortalWriter()
    await writer.append('shop', {})
    await writer.close()
    expect(troubles).toEqual([])
  })
})
