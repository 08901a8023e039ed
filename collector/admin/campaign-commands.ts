import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { wireAlias } from '../../shared/wire/campaign-aliases.ts'
import { day } from '../../shared/wire/instants.ts'

const site = { site: siteId }

const map = z.object({ command: z.literal('campaign_map'), ...site, alias: wireAlias })
const list = z.object({ command: z.literal('campaign_list'), ...site, from: day, to: day })

/** What operators ask of campaigns of platforms. */
export const CAMPAIGN_COMMANDS = [map, list] as const
