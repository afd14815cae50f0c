// Staff pages: the design system's own behaviour (a button pressed twice sends once, skip link, counters).

import { initAll } from './nhsuk-frontend.min.js'

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
initAll()

// A list is printed from a button; without script the browser's own menu does it.
for (const button of document.querySelectorAll('button[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}

// After signing out, Back must not show a record that the browser kept in memory.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) window.location.reload()
})
