import { html } from 'hono/html'
import type {
  Content,
  OpenApi,
  ShownBody,
  ShownOperation,
  ShownResponse,
} from '../openapi/document.ts'
import type { ShownParameter } from '../openapi/parameters.ts'
import { fieldsOf, type Markup, prose, type Schemas, typeOf } from './fields.ts'

/** One operation and where it is. */
export interface Placed {
  method: string
  path: string
  operation: ShownOperation
}

/** The operations of a document, in its order. */
export const placedIn = ({ paths }: OpenApi): Placed[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )

/** A route, folded. The target of links is inside, since browsers unfold what holds a target. */
export function operationView({ method, path, operation }: Placed, schemas: Schemas): Markup {
  const { operationId, summary, description, security, parameters = [], requestBody } = operation
  return html`<details class="operation">
<summary><span class="method ${method}">${method.toUpperCase()}</span> <code class="path">${path}</code> <span class="what">${summary}</span></summary>
<div class="inside" id="${operationId}">
${description === undefined ? '' : html`<p>${prose(description)}</p>`}
<p class="key">${proofOf(security)}</p>
${parametersView(parameters, schemas)}
${requestBody ? bodyView(requestBody, schemas) : ''}
<h4>Answers</h4>
${Object.entries(operation.responses).map(([status, answer]) => answerView(status, answer, schemas))}
</div>
</details>`
}

const PROOFS: Readonly<Record<string, string>> = {
  writeKey: 'a write key',
  readKey: 'a read key',
  adminKey: 'an admin key',
  shareKey: 'a shared link',
  session: 'a browser that is signed in',
  adminToken: 'the admin token of the collector',
  standardSignature: 'a signature of Standard Webhooks',
}

/** Who may ask, in words. */
function proofOf(security: ShownOperation['security']): string {
  const names = security.flatMap((one) => Object.keys(one))
  if (names.length === 0) return 'No key is needed.'
  if (names.every((name) => !(name in PROOFS))) return "The vendor's signature is needed."
  const proofs = names.map((name) => PROOFS[name] ?? name).join(', or ')
  const isFree = security.some((one) => Object.keys(one).length === 0)
  return isFree ? `No key, or: ${proofs}.` : `Needs ${proofs}.`
}

function parametersView(parameters: readonly ShownParameter[], schemas: Schemas): Markup | '' {
  if (parameters.length === 0) return ''
  return html`<h4>Parameters</h4>
<ul class="fields">${parameters.map(
    ({ name, in: place, description, required, schema }) =>
      html`<li><p><code class="name">${name}</code> <span class="type">${typeOf(schema, schemas)}${place === 'path' ? ', in the path' : ''}</span>${
        required ? html` <span class="required">required</span>` : ''
      }${schema.default === undefined ? '' : html`<span class="type">, default ${String(schema.default)}</span>`}</p>${
        description === undefined ? '' : html`<p>${prose(description)}</p>`
      }</li>`,
  )}</ul>`
}

function bodyView({ description, content }: ShownBody, schemas: Schemas): Markup {
  const [type, first] = Object.entries(content)[0] ?? ['', { schema: {} }]
  const fields = fieldsOf(first.schema, schemas, 'body')
  const example = Object.values(content).find((one) => one.example !== undefined)
  return html`<h4>Body <span class="type">${Object.keys(content).join(', ') || type}</span></h4>
${description === undefined ? '' : html`<p>${prose(description)}</p>`}
${isMany(first) ? html`<p>One record, or a list of them.</p>` : ''}
${example ? html`<pre tabindex="0"><code>${exampleText(example)}</code></pre>` : ''}
${fields === '' ? '' : html`<details><summary>Fields of the body</summary>${fields}</details>`}`
}

const isMany = ({ schema }: Content): boolean =>
  (schema.anyOf ?? []).some(({ type }) => type === 'array')

const exampleText = ({ example }: Content): string =>
  typeof example === 'string' ? example : JSON.stringify(example, null, 2)

function answerView(
  status: string,
  { description, content = {} }: ShownResponse,
  schemas: Schemas,
) {
  const json = content['application/json']
  const types = Object.keys(content).filter((type) => type !== 'application/problem+json')
  const fields = json ? fieldsOf(json.schema, schemas, 'answer') : ''
  return html`<div class="answer"><p><span class="status ${status.startsWith('2') ? 'good' : ''}">${status}</span> ${prose(description)}${
    types.length > 0 ? html` <span class="type">${types.join(', ')}</span>` : ''
  }</p>${fields === '' ? '' : html`<details><summary>Fields of the answer</summary>${fields}</details>`}</div>`
}
