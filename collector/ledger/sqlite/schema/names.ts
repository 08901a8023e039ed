import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { provenance } from './facts.ts'

/** Further names of conversions, each as (goal, transaction id). They are no conversions themselves. */
export const conversionNames = sqliteTable(
  'conversion_names',
  {
    seq: integer('seq').primaryKey(),
    goal: text('goal').notNull(),
    transactionId: text('transaction_id').notNull(),
    /** What it is a name of */
    ofGoal: text('of_goal').notNull(),
    ofTransactionId: text('of_transaction_id').notNull(),
    ...provenance,
  },
  (table) => [
    uniqueIndex('conversion_names_name').on(
      table.goal,
      table.transactionId,
      table.ofGoal,
      table.ofTransactionId,
    ),
    index('conversion_names_of').on(table.ofGoal, table.ofTransactionId),
  ],
)
