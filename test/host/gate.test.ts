import { describe, expect, it } from 'vitest'
import { LedgerBusyError } from '../../collector/ledger/ledger.ts'
import { Gate } from '../../collector/ledger/threads/gate.ts'

describe('the gate before a site', () => {
  it('is shut once those inside are done, and turns away who comes meanwhile', async () => {
    const gate = new Gate()
    const seen: string[] = []
    const work = Promise.withResolvers<string>()
    const inside = gate.pass(() => work.promise)
    const shut = gate.shut().then(() => seen.push('shut'))
    await expect(gate.pass(async () => 'late')).rejects.toThrow(LedgerBusyError)
    expect(seen).toEqual([])
    work.resolve('done')
    expect(await inside).toBe('done')
    await shut
    expect(seen).toEqual(['shut'])
  })

  it('that nobody is inside is shut at once, and lets through again when it is opened', async () => {
    const gate = new Gate()
    await gate.shut()
    await expect(gate.pass(async () => 1)).rejects.toThrow(LedgerBusyError)
    gate.open()
    expect(await gate.pass(async () => 1)).toBe(1)
  })

  it('does not count those whose work failed as inside', async () => {
    const gate = new Gate()
    await expect(gate.pass(() => Promise.reject(new Error('full')))).rejects.toThrow('full')
    await expect(gate.shut()).resolves.toBeUndefined()
  })
})
