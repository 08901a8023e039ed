import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

// What is left of persons who were erased: nothing that names them.

/** One row an erasing that has found somebody. */
export const erasures = sqliteTable('erasures', {
  id: integer('id').primaryKey(),
  at: integer('at').notNull(),
  /** Who has asked: the holder of a key, `cli`, or the vendor whose webhook it was */
  owner: text('owner').notNull(),
  /** JSON: how much was found, by what it is */
  counts: text('counts').notNull(),
})

/** HMACs of what named them, so that what is dated before can't bring it back. */
export const tombstones = sqliteTable('tombstones', {
  hash: text('hash').primaryKey(),
  erasedAt: integer('erased_at').notNull(),
})

/** Visitors whose hits are still to be overwritten: done behind the requests. */
export const erasing = sqliteTable('erasing', {
  visitor: integer('visitor').primaryKey(),
  /** JSON list: customer ids to look for in the addresses of pages; gone with this row */
  names: text('names').notNull(),
})
