import { render } from 'preact'
import { App } from './shell/app.tsx'
import { applyTheme, chosenTheme } from './shell/theme.tsx'

applyTheme(chosenTheme())
const root = document.getElementById('app')
if (root) render(<App />, root)
