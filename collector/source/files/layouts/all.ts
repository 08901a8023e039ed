import { GOOGLE_ADS, GOOGLE_ADS_TABLE } from './google.ts'
import { LINKEDIN_ADS, LINKEDIN_ADS_TABLE } from './linkedin.ts'
import { META_ADS, META_ADS_TABLE } from './meta.ts'
import { MICROSOFT_ADS, MICROSOFT_ADS_TABLE } from './microsoft.ts'
import { GA4, UNIFIED } from './plain.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { SpendLayout } from './spend-layout.ts'
import { TIKTOK_ADS, TIKTOK_ADS_TABLE } from './tiktok.ts'

/** Every layout of spend that is known without a mapping. */
export const LAYOUTS: readonly Prepared<SpendLayout>[] = [
  ...[GOOGLE_ADS, META_ADS, MICROSOFT_ADS, TIKTOK_ADS, LINKEDIN_ADS],
  ...[GA4, UNIFIED],
  ...[GOOGLE_ADS_TABLE, META_ADS_TABLE, MICROSOFT_ADS_TABLE, TIKTOK_ADS_TABLE, LINKEDIN_ADS_TABLE],
].map(prepared)
