// The page on which an assessment is written: what is typed is kept while it is typed, and never lost by the page.
// Without it the button that stays in view does the same work.

const PAUSE = 1500 // milliseconds without a key
const AGAIN = 5000 // until the next try, where it could not be kept

const form = document.querySelector('form[data-keep]')
const status = form.querySelector('[data-status]')
const waiting = new Map() // section -> the timer of its next try
let isSending = false

/** Say in view, and to a screen reader, whether the words are kept. */
function say (bold, quiet) {
  status.replaceChildren()
  const strong = document.createElement('strong')
  strong.textContent = bold
  const rest = document.createElement('span')
  rest.className = 'hf-quiet'
  rest.textContent = ` ${quiet}`
  status.append(strong, rest)
}

/** The box of a section, and the version of what was kept of it that this page has. */
function parts (section) {
  return { box: form.elements[`words_${section}`], seen: form.elements[`seen_${section}`] }
}

/** Send one section. Where the form's own token has ended with its session, the page is asked for a new one. */
async function send (section, token) {
  const { box, seen } = parts(section)
  const text = box.value
  const body = new URLSearchParams({ section, text, seen: seen.value || '0', csrfmiddlewaretoken: token })
  const answer = await fetch(form.dataset.keep, { method: 'POST', body, redirect: 'manual' })
  return { answer, text }
}

/** A token of the session that is open now; none where somebody has to sign in first. */
async function newToken () {
  const page = await fetch(window.location.href, { redirect: 'manual' })
  if (!page.ok) return ''
  const read = new DOMParser().parseFromString(await page.text(), 'text/html')
  const token = read.querySelector('form[data-keep] [name=csrfmiddlewaretoken]')?.value ?? ''
  if (token) for (const field of document.querySelectorAll('[name=csrfmiddlewaretoken]')) field.value = token
  return token
}

/** Show what another page has kept above the box, once. */
function showTheirs (section, text) {
  const { box } = parts(section)
  const id = `theirs-${section}`
  document.getElementById(id)?.remove()
  const shown = document.createElement('div')
  shown.id = id
  shown.className = 'hf-note'
  shown.setAttribute('role', 'alert')
  const title = document.createElement('p')
  title.append(Object.assign(document.createElement('strong'), { textContent: form.dataset.clash }))
  const words = Object.assign(document.createElement('p'), { className: 'hf-words', textContent: text || '–' })
  shown.append(title, words)
  box.before(shown)
}

/** Keep one section; try again later where that could not be done. */
async function keep (section) {
  waiting.delete(section)
  if (isSending) return soon(section, PAUSE)
  isSending = true
  try {
    let { answer, text } = await send(section, form.elements.csrfmiddlewaretoken.value)
    if (answer.status === 403 || answer.type === 'opaqueredirect') {
      const token = await newToken()
      if (token) ({ answer, text } = await send(section, token))
    }
    const { box, seen } = parts(section)
    if (answer.status === 409) {
      const theirs = await answer.json()
      seen.value = theirs.version
      showTheirs(section, theirs.text)
      return
    }
    if (!answer.ok) throw new Error(answer.status)
    const kept = await answer.json()
    seen.value = kept.version
    say(`${form.dataset.kept} ${kept.at}.`, '')
    if (box.value !== text) soon(section, PAUSE)
  } catch {
    say('', form.dataset.lost)
    soon(section, AGAIN)
  } finally {
    isSending = false
  }
}

function soon (section, after) {
  clearTimeout(waiting.get(section))
  waiting.set(section, setTimeout(() => keep(section), after))
}

form.addEventListener('input', (event) => {
  const name = event.target.name ?? ''
  if (name.startsWith('words_')) soon(name.slice('words_'.length), PAUSE)
})
form.addEventListener('submit', () => {
  for (const timer of waiting.values()) clearTimeout(timer)
  waiting.clear()
})
window.addEventListener('beforeunload', (event) => {
  if (waiting.size > 0) event.preventDefault()
})

// On a phone the sections without words are folded; the heading opens them.
if (window.matchMedia('(max-width: 40em)').matches) {
  for (const fold of form.querySelectorAll('details.hf-fold')) {
    const hasWords = fold.querySelector('.hf-said') || [...fold.querySelectorAll('textarea')].some((box) => box.value)
    fold.open = Boolean(hasWords)
  }
}
