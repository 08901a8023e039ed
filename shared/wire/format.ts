import { z } from 'zod'

/** The parameter `format` of reports. */
export const format = z
  .enum(['json', 'csv'])
  .default('json')
  .describe('How the report comes: `csv` has the rows of a spreadsheet')
