import type { Board } from '../state/board.js'

export function theme(): 'light' | 'dark' {
  return document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'
}

export function toggleTheme(board: Board): void {
  const chosen = theme() === 'dark' ? 'light' : 'dark'
  document.documentElement.dataset['theme'] = chosen
  try {
    localStorage.setItem('deltaboard.theme', chosen)
  } catch {
    // Storage may be refused; then the choice lasts as long as the page.
  }
  board.frames.now('page', 'charts')
}
