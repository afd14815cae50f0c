// Shows what needs a passkey where this browser has them, and says so when one did not work.
// Without it nothing is lost: every page has a way that needs no script.

const isNumber = /^[\d.]+$|^\[/.test(window.location.hostname) // passkeys belong to a name, not to a number
const canUse = window.isSecureContext && 'PublicKeyCredential' in window && !isNumber

function show (selector, isShown) {
  for (const part of document.querySelectorAll(selector)) part.hidden = !isShown
}

if (canUse) {
  show('[data-passkey]', true)
  show('[data-no-passkey]', false)
  for (const button of document.querySelectorAll('[data-second-choice]')) button.classList.add('nhsuk-button--secondary')
}

document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  const isKnown = event.detail.exception?.name === 'InvalidStateError'
  show('[data-passkey-known]', isKnown)
  show('[data-passkey-failed]', !isKnown)
})

for (const form of document.querySelectorAll('form[data-passkey-form]')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    form.querySelector('button').click()
  })
}
