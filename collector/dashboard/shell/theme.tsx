import { useState } from 'preact/hooks'

const NEXT = { auto: 'light', light: 'dark', dark: 'auto' } as const

type Choice = keyof typeof NEXT

const KEPT_AS = 'pathworth-theme'

export const chosenTheme = (): Choice => {
  const kept = localStorage.getItem(KEPT_AS)
  return kept === 'light' || kept === 'dark' ? kept : 'auto'
}

/** Light and dark, or as the system has it. */
export function applyTheme(choice: Choice): void {
  localStorage.setItem(KEPT_AS, choice)
  if (choice === 'auto') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = choice
  dispatchEvent(new Event('themechange'))
}

export function Theme() {
  const [choice, setChoice] = useState(chosenTheme)
  const turn = () => {
    applyTheme(NEXT[choice])
    setChoice(NEXT[choice])
  }
  return (
    <button type="button" class="quiet" onClick={turn}>
      Theme: {choice}
    </button>
  )
}
