// What tests look at on the page of the live view: all that is said on it, what overflows, is cut or hard to read.

const page = document.querySelector('.rt')
// As phone.css has it: there the page scrolls.
const narrow = innerWidth <= 820 || innerHeight <= 520
const shown = (each) => each.getClientRects().length > 0
const every = (selector) => [...page.querySelectorAll(selector)].filter(shown)
const called = (each) => `${each.tagName.toLowerCase()}.${each.className.baseVal ?? each.className}`

// All that stands in the document: texts, titles, labels, values, the address.
const everything = () => {
  const said = [document.title, decodeURIComponent(location.href)]
  for (const each of document.body.querySelectorAll('*')) {
    if (each.closest('script, style')) continue
    for (const node of each.childNodes) if (node.nodeType === Node.TEXT_NODE) said.push(node.data)
    for (const { name, value } of each.attributes) if (/^(title|alt|aria-|data-)/.test(name)) said.push(value)
    if (typeof each.value === 'string') said.push(each.value)
  }
  return said.map((each) => each.trim()).filter(Boolean)
}

// What reaches beyond the window: only the phone's page scrolls, and only down; at a desk the part beside the
// levers does, where its offices wait below the curve.
const overflowing = () => {
  const told = []
  const across = Math.max(page.scrollWidth - page.clientWidth, document.documentElement.scrollWidth - innerWidth)
  if (across > 1) told.push(`the page is ${across} too wide`)
  if (!narrow && page.scrollHeight > page.clientHeight + 1) told.push('the page is too high')
  for (const each of every('button, .panel, .head, .story, .dialog, .value, .tabs, .drawing svg')) {
    if (each.closest('.side-scroll, .log, .dialog-body, .account, .unseen')) continue
    const { left, right, bottom } = each.getBoundingClientRect()
    if (left < -1 || right > innerWidth + 1) told.push(`${called(each)} reaches beyond the side`)
    if (!narrow && bottom > innerHeight + 1 && !each.closest('.heat')) told.push(`${called(each)} reaches below the foot`)
  }
  return told
}

// Texts that their box cuts off.
const cut = () => every('button, .value, .lever output, .number .against, .when')
  .filter((each) => getComputedStyle(each).display !== 'inline' && each.scrollWidth > each.clientWidth + 1)
  .map((each) => `${called(each)} is cut: ${each.innerText}`)

// Panels, headings and controls that lie on one another.
const overlapping = () => {
  const told = []
  for (const selector of ['.panel, .head, .story', '.panel-top > *, .guessing > *, .curve-drawing', '.numbers > div']) {
    const boxes = every(selector).map((each) => [each, each.getBoundingClientRect()])
    boxes.forEach(([one, a], i) => boxes.slice(i + 1).forEach(([other, b]) => {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
      if (across > 1.5 && down > 1.5) told.push(`${called(one)} lies on ${called(other)}`)
    }))
  }
  // What spills out of its panel lies on the next one.
  for (const each of every('.numbers, .curve')) {
    if (each.scrollHeight > each.clientHeight + 2) told.push(`${called(each)} is too low for what it holds`)
  }
  return told
}

// Pixels from the highest to the lowest value of the curve: the lines of the grid tell.
const plot_height = () => {
  const rows = [...page.querySelectorAll('.curve-drawing svg > line[x1][x2]')].filter((each) => each.getAttribute('y1') === each.getAttribute('y2'))
  const heights = rows.map((each) => Number(each.getAttribute('y1')))
  return Math.max(...heights) - Math.min(...heights)
}

// The smallest letters of all that can be read.
const smallest = () => {
  const sizes = every('*').filter((each) => !each.closest('.unseen, title, option') && [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()))
    .map((each) => [parseFloat(getComputedStyle(each).fontSize), `${called(each)}: ${each.textContent.trim().slice(0, 30)}`])
  return sizes.sort((one, other) => one[0] - other[0]).slice(0, 5)
}

// Buttons too small for a thumb.
const small = () => every('button:not(.post)').filter((each) => each.getBoundingClientRect().height < 40).map(called)

const light = (colour) => {
  const parts = colour.startsWith('#') ? [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
    : colour.match(/[\d.]+/g).slice(0, 3).map(Number)
  const [red, green, blue] = parts.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
const contrast = (one, other) => {
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

// Texts of charts, and those too faint against what is behind them: a sign just before them, or the panel.
const texts = () => {
  const all = every('.drawing svg text').filter((each) => each.textContent.trim())
  const faint = []
  for (const each of all) {
    const before = each.previousElementSibling
    const sign = before && /^(circle|rect)$/.test(before.tagName) && each.getAttribute('text-anchor') === 'middle' && before.getAttribute('fill')
    const behind = /^(#|rgb)/.test(sign || '') ? sign : getComputedStyle(each.closest('.panel, .dialog')).backgroundColor
    const found = contrast(getComputedStyle(each).fill, behind)
    if (found < 4.5) faint.push(`${each.closest('svg').dataset.chart}: ${each.textContent} stands out ${found.toFixed(2)} to 1`)
  }
  return { n: all.length, faint }
}

// Numbers every control that the tabulator should reach, in the order of the page: of tabs and of officials it
// is one, from which the arrows go on.
const stops = () => every('button, input, select, [tabindex="0"]')
  .filter((each) => !each.disabled && !each.matches('.post:not([tabindex="0"]), [role=tab][aria-selected=false]'))
  .map((each, at) => { each.dataset.stop = at; return at })

const focus = () => {
  const each = document.activeElement
  const style = getComputedStyle(each)
  const { left, top, width, height } = each.getBoundingClientRect()
  const over = document.elementFromPoint(left + width / 2, top + height / 2)
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
  return {
    stop: each.dataset.stop === undefined ? null : Number(each.dataset.stop), name: called(each) + each.id,
    covered: !over || (!each.contains(over) && !over.contains(each)), seen: outlined,
  }
}
