import { html, raw } from 'hono/html'
import type { OpenApi } from '../openapi/document.ts'
import { PROBLEM_KINDS } from '../problem.ts'
import { type Markup, prose } from './fields.ts'
import { operationView, type Placed, placedIn } from './operation-view.ts'
import { STYLE } from './style.ts'

/** The description as a page for people: no script, and nothing from anywhere else. */
export async function docsPage(document: OpenApi): Promise<string> {
  const { info, tags, components } = document
  const placed = placedIn(document)
  const groups = tags.map((tag) => ({
    ...tag,
    those: placed.filter(({ operation }) => operation.tags.includes(tag.name)),
  }))
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} · HTTP interface</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<div class="page">
<nav aria-label="Routes">${groups.map(({ name, those }) => chapter(name, those))}</nav>
<main id="main">
<header>
<h1>${info.title}</h1>
<p>${info.summary}</p>
${info.description.split('\n\n').map((text) => html`<p>${prose(text)}</p>`)}
<p>For programs: <a href="/openapi.json">openapi.json</a>, OpenAPI 3.1.</p>
</header>
${groups.map(
  ({ name, description, those }) => html`<section>
<h2>${name}</h2>
<p>${description}</p>
${those.map((one) => operationView(one, components.schemas))}
</section>`,
)}
${problemsView()}
</main>
</div>
</body>
</html>
`
  return String(page)
}

const chapter = (name: string, those: readonly Placed[]): Markup => html`<h3>${name}</h3>
<ul>${those.map(
  ({ method, path, operation }) =>
    html`<li><a href="#${operation.operationId}">${method === 'get' ? '' : `${method.toUpperCase()} `}${path}</a></li>`,
)}</ul>`

const problemsView = (): Markup => html`<section>
<h2>Problems</h2>
<p>The end of a problem's <code>type</code> says which it is: <code>/problems/invalid-field</code>.</p>
<dl>${Object.entries(PROBLEM_KINDS).map(
  ([kind, { status, title }]) => html`<dt><code>${kind}</code></dt><dd>${status}: ${title}</dd>`,
)}</dl>
</section>`
