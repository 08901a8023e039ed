import type { Layout, Names } from '../layouts/layout.ts'
import { type Prepared, prepared } from '../layouts/prepared.ts'
import type { SalesKind } from './sales-file.ts'

/** What a column of a CRM's file means. */
export type SalesRole =
  | 'id'
  | 'stage'
  | 'status'
  | 'isWon'
  | 'isClosed'
  | 'amount'
  | 'currency'
  | 'created'
  | 'closed'
  | 'wonAt'
  | 'lostAt'
  | 'updated'
  | 'email'
  | 'contact'
  | 'customer'
  | 'visitor'
  | 'gclid'
  | 'fbclid'

export interface SalesLayout extends Layout {
  kind: SalesKind
  columns: Readonly<Partial<Record<SalesRole, Names>>>
  /** Whose ids they are: before each id stands this name. */
  crm: string
}

/** Fields that people add to a CRM themselves, to know who somebody is on the site. */
const OWN_FIELDS = {
  customer: { en: ['Customer ID', 'customer_id', 'Customer Number', 'Customer ID__c'] },
  visitor: {
    en: ['visitor', 'visitor_id', 'Visitor ID', 'pathworth_visitor', 'Pathworth visitor'],
  },
  gclid: {
    en: ['gclid', 'hs_google_click_id', 'Google ad click id', 'Google Click ID', 'GCLID__c'],
  },
  fbclid: { en: ['fbclid', 'hs_facebook_click_id', 'Facebook click id'] },
} as const satisfies Partial<Record<SalesRole, Names>>

/** Exports of HubSpot's CRM: labels, or the internal names that its API has. Source: public importers' fixtures. */
const HUBSPOT_DEALS: SalesLayout = {
  kind: 'hubspot_deals',
  crm: 'hubspot',
  required: [['id'], ['stage'], ['amount']],
  amounts: ['amount'],
  columns: {
    ...OWN_FIELDS,
    id: { en: ['Record ID', 'Deal ID', 'hs_object_id', 'Record ID - Deal'] },
    stage: { en: ['Deal Stage', 'dealstage'] },
    isWon: { en: ['Is Closed Won', 'hs_is_closed_won'] },
    isClosed: { en: ['Is Deal Closed?', 'Is Closed', 'hs_is_closed'] },
    amount: { en: ['Amount'] },
    currency: { en: ['Currency', 'Deal Currency', 'Deal Currency Code', 'deal_currency_code'] },
    created: { en: ['Create Date', 'createdate'] },
    closed: { en: ['Close Date', 'closedate'] },
    updated: { en: ['Last Modified Date', 'hs_lastmodifieddate'] },
    email: { en: ['Email', 'Contact Email', 'Associated Contact Emails', 'Associated Contact'] },
    contact: { en: ['Associated Contact IDs', 'Associated Contact ID'] },
  },
  marks: ['Deal Stage', 'dealstage', 'Associated Contact IDs', 'Deal owner'],
}

const HUBSPOT_CONTACTS: SalesLayout = {
  kind: 'hubspot_contacts',
  crm: 'hubspot',
  required: [['id'], ['email']],
  amounts: [],
  columns: {
    ...OWN_FIELDS,
    id: { en: ['Record ID', 'Contact ID', 'hs_object_id', 'Record ID - Contact'] },
    email: { en: ['Email'] },
    created: { en: ['Create Date', 'createdate'] },
  },
  marks: ['Lifecycle Stage', 'Lead Status', 'Contact owner', 'Associated Deal IDs'],
}

/** A report of opportunities, whose columns the user chooses. */
const SALESFORCE_REPORT: SalesLayout = {
  kind: 'salesforce_deals',
  crm: 'salesforce',
  required: [['id'], ['stage'], ['amount']],
  amounts: ['amount'],
  columns: {
    ...OWN_FIELDS,
    id: { en: ['Opportunity ID'] },
    stage: { en: ['Stage'] },
    isWon: { en: ['Won'] },
    isClosed: { en: ['Closed'] },
    amount: { en: ['Amount'] },
    currency: { en: ['Amount Currency', 'Opportunity Currency', 'Currency'] },
    created: { en: ['Created Date'] },
    closed: { en: ['Close Date'] },
    updated: { en: ['Last Modified Date'] },
    email: { en: ['Email', 'Contact: Email', 'Contact Email'] },
    contact: { en: ['Contact ID'] },
  },
  marks: ['Opportunity ID', 'Opportunity Name', 'Opportunity Owner'],
}

/** Fields of the object Opportunity, as Data Loader and the API name them. */
const SALESFORCE_OBJECT: SalesLayout = {
  kind: 'salesforce_deals',
  crm: 'salesforce',
  required: [['id'], ['stage'], ['amount']],
  amounts: ['amount'],
  columns: {
    ...OWN_FIELDS,
    id: { en: ['Id'] },
    stage: { en: ['StageName'] },
    isWon: { en: ['IsWon'] },
    isClosed: { en: ['IsClosed'] },
    amount: { en: ['Amount'] },
    currency: { en: ['CurrencyIsoCode'] },
    created: { en: ['CreatedDate'] },
    closed: { en: ['CloseDate'] },
    updated: { en: ['SystemModstamp', 'LastModifiedDate'] },
    email: { en: ['Contact.Email', 'Contact_Email__c'] },
    contact: { en: ['ContactId'] },
  },
  marks: ['StageName'],
}

/** Columns are named `Entity - Field`. Source: Pipedrive's own sample for imports. */
const PIPEDRIVE_DEALS: SalesLayout = {
  kind: 'pipedrive_deals',
  crm: 'pipedrive',
  required: [['id'], ['status'], ['amount']],
  amounts: ['amount'],
  columns: {
    ...OWN_FIELDS,
    id: { en: ['Deal - Pipedrive System ID', 'Deal - System ID', 'Deal - ID'] },
    stage: { en: ['Deal - Stage (pipeline)', 'Deal - Stage'] },
    status: { en: ['Deal - Status'] },
    amount: { en: ['Deal - Value'] },
    currency: { en: ['Deal - Currency of value', 'Deal - Currency'] },
    created: { en: ['Deal - Creation date', 'Deal - Deal created'] },
    closed: { en: ['Deal - Deal closed on'] },
    wonAt: { en: ['Deal - Won time'] },
    lostAt: { en: ['Deal - Lost time'] },
    updated: { en: ['Deal - Update time'] },
    email: { en: ['Person - Email', 'Person - Email (Work)', 'Person - Email (Home)'] },
    contact: { en: ['Person - ID', 'Person - Pipedrive System ID'] },
  },
  marks: ['Deal - Status'],
}

/** Every layout of sales that is known. */
export const SALES_LAYOUTS: readonly Prepared<SalesLayout>[] = [
  ...[HUBSPOT_DEALS, HUBSPOT_CONTACTS, SALESFORCE_REPORT, SALESFORCE_OBJECT, PIPEDRIVE_DEALS],
].map(prepared)
