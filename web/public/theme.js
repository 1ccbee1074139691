// Before anything is drawn: a page that turns dark after a flash of white wakes people up.
try {
  const theme = localStorage.getItem('kneeboard-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage may be forbidden; the system's theme is used.
}
