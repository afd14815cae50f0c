// Builds what the pages load: one style sheet, a few small scripts, one picture.
// Run by `npm run build`. Ends with an error if the result would ask another host for anything.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..', '..')
const packages = join(root, 'node_modules')
const out = join(here, '..', 'static', 'holdfast')

const copies = {
  'holdfast.js': join(here, 'holdfast.js'),
  'staff.js': join(here, 'staff.js'),
  'keep.js': join(here, 'keep.js'),
  'mark.svg': join(here, '..', 'mark.svg'),
  'nhsuk-frontend.min.js': join(packages, 'nhsuk-frontend', 'dist', 'nhsuk', 'nhsuk-frontend.min.js'),
  'htmx.min.js': join(packages, 'htmx.org', 'dist', 'htmx.min.js'),
  ...icons('cross', 'arrow-down', 'arrow-up', 'arrow-up-down')
}

/** The design system's pictures that its sheet asks for; they lie beside it. */
function icons (...names) {
  const folder = join(packages, 'nhsuk-frontend', 'dist', 'nhsuk', 'assets', 'images')
  return Object.fromEntries(names.map((name) => [`nhsuk-icon-${name}.svg`, join(folder, `nhsuk-icon-${name}.svg`)]))
}

/** One minified sheet; the design system's deprecation notes are its own affair. */
function sheet () {
  const entry = join(here, '..', 'sass', 'holdfast.scss')
  const { css } = compile(entry, { style: 'compressed', loadPaths: [packages], quietDeps: true })
  return css.replace(/^\uFEFF/, '')
}

/** Refuse what could make a browser ask anybody else: a font, an import, an address. */
function refuseOtherHosts (name, text) {
  const asks = text.match(/@font-face|@import|https?:\/\/[^\s"'`)]+|url\(["']?\/\/[^)]*/g) ?? []
  const others = asks.filter((found) => !found.includes('www.w3.org')) // the name of SVG, not a place
  if (others.length > 0) throw new Error(`${name} names another host or a font: ${others.join(', ')}`)
}

/** A file as its package gives it; a script's map points at something that is not shipped. */
function withoutMap (path) {
  return readFileSync(path, 'utf8').replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, '\n')
}

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const built = { 'holdfast.css': sheet() }
for (const [name, source] of Object.entries(copies)) built[name] = withoutMap(source)
for (const [name, text] of Object.entries(built)) {
  refuseOtherHosts(name, text)
  writeFileSync(join(out, name), text)
}
console.log(`Built ${Object.keys(built).length} files, the sheet is ${Math.round(built['holdfast.css'].length / 1024)} kB`)
