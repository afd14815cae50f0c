// Every page. Nothing here is needed: without it the same links and forms do the same work.

/** Blank the page before anything else, then go where the link goes, leaving no step back to here. */
function leave (link) {
  document.documentElement.hidden = true
  document.title = ' '
  window.location.replace(link.href)
}

const away = document.querySelector('a[data-leave]')

if (away) {
  away.addEventListener('click', (event) => {
    event.preventDefault()
    leave(away)
  })

  // Escape, pressed twice within a second and a half, does the same without aiming.
  let last = -Infinity
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    if (event.timeStamp - last < 1500) leave(away)
    last = event.timeStamp
  })
}

// What to check is read out first.
document.querySelector('.nhsuk-error-summary')?.focus()
