import type { CliInput, Command } from './command.ts'

const linkCreate: Command = {
  name: 'link create',
  args: [],
  summary:
    'Make a signed link to a page of the site that says its campaign: for mails, partners, QR codes.',
  notes: [
    "It leads to the site's own domains only, and nothing is stored of it or of those who follow it.",
    'PATHWORTH_URL is the address that it begins with.',
  ],
  options: {
    site: { value: 'SITE', required: true, meaning: 'Whose page it leads to.' },
    to: { value: 'URL', required: true, meaning: 'The page, with its own parameters.' },
    source: { value: 'NAME', required: true, meaning: 'Who sends: newsletter, a partner, poster.' },
    medium: {
      value: 'NAME',
      required: true,
      meaning: 'How: email, affiliate, partner, qr, offline.',
    },
    campaign: { value: 'NAME', required: true, meaning: 'What for.' },
    content: { value: 'NAME', meaning: 'Which link of several: header, footer.' },
    term: { value: 'NAME', meaning: 'Keyword.' },
    expires: { value: 'DAY', meaning: 'Last day on which it leads anywhere: 2026-12-31.' },
  },
  examples: [
    'link create --site shop --to https://shop.example/sale --source newsletter --medium email --campaign spring',
    'link create --site shop --to https://shop.example/ --source poster --medium offline --campaign fair --expires 2026-12-31',
  ],
  run: async (input, { admin, url }) => {
    const { path, ...answer } = await admin({
      command: 'link_create',
      site: input.option('site') ?? '',
      link: linkOf(input),
    })
    const link = `${url}${path}`
    return { json: { ...answer, link }, text: link }
  },
}

const linkPixel: Command = {
  name: 'link pixel',
  args: [],
  summary: 'Make the address of a point for a mail, which tells how often the mail was opened.',
  notes: [
    'Put it into the mail as a picture. Mailboxes open mails, too, most of them at once: an open is counted, names',
    'nobody, and earns no credit. PATHWORTH_URL is the address that it begins with.',
  ],
  options: {
    site: { value: 'SITE', required: true, meaning: 'Whose mail it is.' },
    source: { value: 'NAME', required: true, meaning: 'As in the links of the mail: newsletter.' },
    medium: { value: 'NAME', required: true, meaning: 'As there: email.' },
    campaign: { value: 'NAME', required: true, meaning: 'As there.' },
    content: { value: 'NAME', meaning: 'Which mail of several: first, reminder.' },
  },
  examples: ['link pixel --site shop --source newsletter --medium email --campaign spring'],
  run: async (input, { admin, url }) => {
    const { path, ...answer } = await admin({
      command: 'pixel_create',
      site: input.option('site') ?? '',
      pixel: { ...namesOf(input), content: input.option('content') },
    })
    const pixel = `${url}${path}`
    return { json: { ...answer, pixel }, text: pixel }
  },
}

export const LINK_COMMANDS: readonly Command[] = [linkCreate, linkPixel]

const namesOf = (input: CliInput) => ({
  source: input.option('source') ?? '',
  medium: input.option('medium') ?? '',
  campaign: input.option('campaign') ?? '',
})

const FIELDS = ['content', 'term', 'expires'] as const

function linkOf(input: CliInput) {
  const [to = '', source = '', medium = '', campaign = ''] = [
    ...['to', 'source', 'medium', 'campaign'].map((name) => input.option(name)),
  ]
  const given = FIELDS.flatMap((name) => {
    const value = input.option(name)
    return value === undefined ? [] : [[name, value]]
  })
  return { to, source, medium, campaign, ...Object.fromEntries(given) }
}
