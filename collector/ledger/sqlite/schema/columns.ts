import { integer, text } from 'drizzle-orm/sqlite-core'

// Columns that a table of sums and what a closed period keeps of it have in common.

/** What credits come to: millionths of conversions, and minor units. */
export const creditSums = {
  conversions: integer('conversions').notNull(),
  value: integer('value').notNull(),
  refunded: integer('refunded').notNull(),
  tax: integer('tax').notNull(),
  shipping: integer('shipping').notNull(),
  total: integer('total').notNull(),
  costOfGoods: integer('cost_of_goods').notNull(),
  discount: integer('discount').notNull(),
  goodsReturned: integer('goods_returned').notNull(),
  discountReturned: integer('discount_returned').notNull(),
  /** Of basis refund_date alone */
  fxDifference: integer('fx_difference').notNull(),
}

/** Where costs count: scopes are kept as they are, '' for what a scope does not name. */
export const costPlace = {
  channel: text('channel').notNull(),
  source: text('source').notNull(),
  medium: text('medium').notNull(),
  campaign: text('campaign').notNull(),
}

/** Minor units of one day, by place and category. */
export const costSums = {
  ...costPlace,
  category: text('category').notNull(),
  /** 1 for spread=month: counts only up to today */
  accrues: integer('accrues').notNull(),
  amount: integer('amount').notNull(),
}
