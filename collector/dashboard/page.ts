import { FILES_PATH } from './state/views.ts'

/** The names of the two files that the page begins with; they change with what is in them. */
export interface PageFiles {
  script: string
  style: string
}

/** The page itself: it holds nothing, and no script or style of its own. */
export const pageOf = ({ script, style }: PageFiles): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Pathworth</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${FILES_PATH}${style}">
<script type="module" src="${FILES_PATH}${script}"></script>
</head>
<body>
<div id="app"></div>
<noscript>The dashboard needs JavaScript. Every figure of it is in the API, too: see /docs.</noscript>
</body>
</html>
`
