import type { Channel, World } from './truth-world.ts'

// Chances are by the day, and worlds are made up: what they show is where models go wrong, not how
// large an error is in any shop.

type Given = Pick<Channel, 'name'> & Partial<Channel>

/** Reached by everybody alike, and without any effect, unless it says otherwise. */
const channel = ({ name, ...given }: Given): Channel => ({
  ...{ name, isCampaign: true, atOnce: 0, lasting: 0, reach: () => 0 },
  ...given,
})

/** People who come by themselves, since they know the shop: it has no effect of its own. */
const direct = (reach: Channel['reach']): Channel =>
  channel({ name: 'Direct', isCampaign: false, reach })

export const WORLDS: readonly World[] = [
  {
    name: 'effects that last',
    about:
      'Everybody sees everything alike, as in an experiment; a touch makes all later days likelier.',
    highIntent: 0,
    base: { low: 0.002, high: 0.002 },
    channels: [
      channel({ name: 'Social', reach: () => 0.12, lasting: 0.004 }),
      channel({ name: 'Display', reach: () => 0.12, lasting: 0.001 }),
      channel({ name: 'Search', reach: () => 0.08, lasting: 0.008 }),
      channel({ name: 'Email', reach: () => 0.06, lasting: 0.005 }),
      channel({ name: 'Affiliates', reach: () => 0.05, lasting: 0.002 }),
      direct(() => 0.05),
    ],
  },
  {
    name: 'effects at once',
    about: 'Everybody sees everything alike; a touch works on its own day or not at all.',
    highIntent: 0,
    base: { low: 0.002, high: 0.002 },
    channels: [
      channel({ name: 'Social', reach: () => 0.12, atOnce: 0.008 }),
      channel({ name: 'Display', reach: () => 0.12, atOnce: 0.002 }),
      channel({ name: 'Search', reach: () => 0.08, atOnce: 0.04 }),
      channel({ name: 'Email', reach: () => 0.06, atOnce: 0.025 }),
      channel({ name: 'Affiliates', reach: () => 0.05, atOnce: 0.01 }),
      direct(() => 0.05),
    ],
  },
  {
    name: 'harvest',
    about:
      'Social and Video wake an interest; people who have it search for the brand and are followed by Retargeting, which both add little.',
    highIntent: 0,
    base: { low: 0.001, high: 0.001 },
    channels: [
      channel({ name: 'Social', reach: () => 0.08, lasting: 0.008 }),
      channel({ name: 'Video', reach: () => 0.05, lasting: 0.012 }),
      channel({ name: 'Brand search', reach: ({ interest }) => 10 * interest, atOnce: 0.004 }),
      channel({ name: 'Retargeting', reach: ({ interest }) => 8 * interest, atOnce: 0.002 }),
      channel({ name: 'Email', reach: () => 0.03, atOnce: 0.01 }),
      direct(({ interest }) => 0.01 + 3 * interest),
    ],
  },
  {
    name: 'confounded',
    about:
      'One of five would buy anyhow, and Display is shown to just those; it has no effect at all. Social, Search and Email have.',
    highIntent: 0.2,
    base: { low: 0.001, high: 0.03 },
    channels: [
      channel({ name: 'Display', reach: ({ isHigh }) => (isHigh ? 0.35 : 0.03) }),
      channel({ name: 'Social', reach: () => 0.12, lasting: 0.003 }),
      channel({ name: 'Search', reach: ({ isHigh }) => (isHigh ? 0.15 : 0.05), lasting: 0.004 }),
      channel({ name: 'Email', reach: () => 0.06, lasting: 0.004 }),
      direct(({ isHigh }) => (isHigh ? 0.1 : 0.02)),
    ],
  },
]
