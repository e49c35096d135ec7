// Runs before the first paint, so that a dark page never flashes light: the viewer's choice, else the system's.
{
  let chosen = null
  try {
    chosen = localStorage.getItem('deltaboard.theme')
  } catch {
    // Storage may be refused; then the system decides.
  }
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.dataset.theme = chosen === 'dark' || chosen === 'light' ? chosen : dark ? 'dark' : 'light'
}
