import { z } from 'zod'

const texts = z.array(z.string())

/** Body of `PATCH /v1/site`: what is left out stays. */
export const siteChange = z
  .object({
    domains: texts.optional().describe('Host names, in the place of all that there are'),
    currency: z.string().optional().describe('ISO 4217; all figures are derived anew'),
    timezone: z.string().optional().describe('IANA name; all days are cut anew'),
    lookback_days: z.number().optional().describe('Days before a conversion that count'),
    goal_lookback_days: texts
      .optional()
      .describe('The same of single goals: `lead=30`, or `lead=default` for that of the site'),
    cost_of_goods_rate: z
      .string()
      .optional()
      .describe('Share of an order\'s value, such as "0.6", where the order says no cost'),
    channel_rules: texts
      .optional()
      .describe(
        'Channels of your own, tried before all others, the first that fits first: `Influencers:medium=social:source=insta*`; all touches are classified anew',
      ),
    keep_hits_days: z
      .number()
      .nullable()
      .optional()
      .describe(
        'Days that hits are kept as they came, 30 to 3650; then only what figures follow from. null for ever',
      ),
    models: texts
      .optional()
      .describe('Models that are computed, as `time_decay:half_life_days=14`'),
    default_model: z
      .string()
      .optional()
      .describe('One of them: the model of a report that names none; nothing is derived anew'),
    default_basis: z
      .string()
      .optional()
      .describe('`conversion_date` or `touch_date`: the basis of a report that names none'),
  })
  .strict()
