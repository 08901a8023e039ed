/** The look of the page: light or dark as the reader's system is, and no font or file from elsewhere. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1d2b27, #e4e9e4);
  --soft: light-dark(#5b6b65, #9dada5);
  --paper: light-dark(#fbfaf6, #141c19);
  --card: light-dark(#fff, #1b2522);
  --line: light-dark(#e2e0d6, #2f3c37);
  --link: light-dark(#23423b, #9fd0bf);
  --amber: light-dark(#9a5b00, #f2a93b);
  color: var(--ink);
  background: var(--paper);
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; }
a { color: var(--link); text-underline-offset: 0.2em; }
:focus-visible { outline: 3px solid var(--amber); outline-offset: 2px; border-radius: 0.3rem; }
code, pre { font: 0.875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
p { margin: 0.4rem 0; max-width: 44rem; }
.page { display: grid; grid-template-columns: minmax(0, 1fr); max-width: 78rem; margin: 0 auto; padding: 0 1.25rem 4rem; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; padding: 0.5rem 1rem; background: var(--card); }
nav { display: none; }
header { padding: 2.5rem 0 1rem; }
h1 { margin: 0; font-size: clamp(1.9rem, 5vw, 2.6rem); line-height: 1.15; letter-spacing: -0.02em; }
header > p:first-of-type { color: var(--soft); font-size: 1.1rem; }
h2 { margin: 2.5rem 0 0; font-size: 1.35rem; letter-spacing: -0.01em; }
h2 + p { color: var(--soft); margin-bottom: 0.9rem; }
h4 { margin: 1.2rem 0 0.3rem; font-size: 0.95rem; }
.operation { margin: 0.5rem 0; border: 1px solid var(--line); border-radius: 0.6rem; background: var(--card); }
.operation > summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.15rem 0.7rem; padding: 0.6rem 0.9rem; list-style: none; cursor: pointer; }
.operation > summary::-webkit-details-marker { display: none; }
.operation[open] > summary { border-bottom: 1px solid var(--line); }
.operation > summary:hover .path { text-decoration: underline; text-underline-offset: 0.2em; }
.method { flex: 0 0 4.6rem; font-size: 0.75rem; font-weight: 700; letter-spacing: 0.06em; color: var(--soft); }
.method.get { color: var(--link); }
.method.post, .method.delete { color: var(--amber); }
.path { font-weight: 600; overflow-wrap: anywhere; }
.what { color: var(--soft); }
.inside { padding: 0.6rem 0.9rem 1rem; scroll-margin-top: 4rem; }
.key { color: var(--soft); }
.fields { margin: 0.3rem 0; padding: 0; list-style: none; }
.fields > li { padding: 0.35rem 0; border-top: 1px solid var(--line); }
.fields > li:first-child { border-top: 0; }
.fields p { margin: 0; overflow-wrap: anywhere; }
.fields details .fields, .answer .fields { padding-left: 0.9rem; border-left: 2px solid var(--line); }
.name { font-weight: 600; }
.type, .required { font-size: 0.85rem; font-weight: 400; color: var(--soft); }
.required { color: var(--amber); }
.inside details > summary { width: fit-content; font-size: 0.9rem; color: var(--link); cursor: pointer; }
pre { margin: 0.5rem 0; padding: 0.8rem 1rem; overflow-x: auto; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--paper); }
.answer { padding: 0.35rem 0; border-top: 1px solid var(--line); }
.answer p { margin: 0; overflow-wrap: anywhere; }
.status { display: inline-block; min-width: 2.6rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.status.good { color: var(--link); }
dl { margin: 0.5rem 0; }
dt { font-weight: 600; }
dd { margin: 0 0 0.5rem; color: var(--soft); }
@media (max-width: 40rem) {
  .method { flex-basis: auto; }
  .what { flex-basis: 100%; }
  .inside { scroll-margin-top: 7rem; }
}
@media (min-width: 64rem) {
  .page { grid-template-columns: 15rem minmax(0, 1fr); column-gap: 3rem; }
  nav { display: block; position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 2.5rem 0; font-size: 0.875rem; }
  nav h3 { margin: 1.1rem 0 0.2rem; font-size: 0.875rem; }
  nav h3:first-child { margin-top: 0; }
  nav ul { margin: 0; padding: 0; list-style: none; }
  nav a { display: block; padding: 0.12rem 0; color: var(--soft); text-decoration: none; overflow-wrap: anywhere; }
  nav a:hover { color: var(--link); text-decoration: underline; }
}
@media print { nav { display: none; } }
`
