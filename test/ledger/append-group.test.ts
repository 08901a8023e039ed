import { beforeEach, describe, expect, it } from 'vitest'
import { AppendGroup } from '../../collector/ledger/durable/append-group.ts'
import type { Reply } from '../../collector/ledger/durable/reply.ts'
import type { Batch, BatchAnswer, ConversionFact } from '../../collector/ledger/facts.ts'
import type { AppendResult } from '../../collector/ledger/sqlite/site.ts'

/** A batch that counts nothing but drops, and is known again by how many. */
const batch = (bots: number): Batch => ({ drops: { bot: bots } })

const large = (conversions: number): Batch => ({
  conversions: Array.from({ length: conversions }, () => ({}) as ConversionFact),
})

const answerTo = ({ drops, conversions }: Batch): BatchAnswer => ({
  ...{ accepted: drops?.bot ?? conversions?.length ?? 0, duplicate: 0 },
  ...{ conversions: [], refunds: [], identities: [], costs: [] },
})

const acceptedOf = (answer: Reply<AppendResult[]>) =>
  'value' in answer ? answer.value.map((one) => ('error' in one ? one.error : one.accepted)) : []

describe('appends to an object', () => {
  /** How many batches each transaction had. */
  let transactions: number[]
  let group: AppendGroup

  beforeEach(() => {
    transactions = []
    group = new AppendGroup(async (batches) => {
      transactions.push(batches.length)
      return { value: batches.map(answerTo) }
    })
  })

  it('of one turn share a transaction, and each call hears of its own batches', async () => {
    const calls = [[batch(1)], [batch(2), batch(3)], [batch(4)]]
    const answers = await Promise.all(calls.map((batches) => group.add(batches)))
    expect(answers.map(acceptedOf)).toEqual([[1], [2, 3], [4]])
    expect(transactions).toEqual([4])
  })

  it('that come later have a transaction of their own', async () => {
    await group.add([batch(1)])
    await group.add([batch(2)])
    expect(transactions).toEqual([1, 1])
  })

  it('with very many facts make those behind them wait for the next transaction', async () => {
    const calls = [[batch(1)], [large(1000)], [batch(2)], [batch(3)]]
    const answers = await Promise.all(calls.map((batches) => group.add(batches)))
    expect(answers.map(acceptedOf)).toEqual([[1], [1000], [2], [3]])
    expect(transactions).toEqual([2, 2])
  })

  it('hear of their own error, and the others of none', async () => {
    group = new AppendGroup(async () => ({ value: [{ error: 'too much' }, answerTo(batch(2))] }))
    const answers = await Promise.all([group.add([batch(1)]), group.add([batch(2)])])
    expect(answers.map(acceptedOf)).toEqual([['too much'], [2]])
  })

  it('all hear what has befallen the transaction', async () => {
    const trouble = { name: 'SiteClosedError', message: 'moved' }
    group = new AppendGroup(async () => ({ trouble }))
    const answers = await Promise.all([group.add([batch(1)]), group.add([batch(2)])])
    expect(answers).toEqual([{ trouble }, { trouble }])
  })
})
