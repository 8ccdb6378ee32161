// How numbers, months and differences are said. Pure functions: no part of the page is read here.
const Words = (() => {
  const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September',
    'October', 'November', 'December']
  const MINUS = '\u2212'
  const SPACE = '\u00a0'
  const NONE = 'no difference'
  const BRIEF = { billion: 'bn', million: 'm', thousand: 'k' }

  const month = (label) => {
    const [year, number] = String(label || '').split('-')
    return number ? `${MONTHS[Number(number) - 1]} ${year}` : ''
  }
  const short = (label) => {
    const [year, number] = String(label || '').split('-')
    return number ? `${MONTHS[Number(number) - 1].slice(0, 3)} ${year}` : ''
  }

  // Enough digits to tell two values apart from the back row, no more.
  const digits = (value, most = 3) => {
    const size = Math.abs(value)
    const after = size === 0 ? 0 : Math.max(0, Math.min(2, most - 1 - Math.floor(Math.log10(size))))
    return Number(value.toFixed(after)).toLocaleString('en-GB', { maximumFractionDigits: after })
  }

  const percent = (value) => {
    const points = value * 100
    const small = Math.abs(points) < 9.95 && Math.abs(points - Math.round(points)) > 0.05
    return points.toFixed(small ? 1 : 0).replace('-', MINUS)
  }

  // A value as {before, number, after}, so that a page can set the number large and its unit small.
  const parts = (value, form, unit) => {
    if (value === undefined || value === null || Number.isNaN(value)) return { before: '', number: '–', after: '' }
    if (form === 'share') return { before: '', number: percent(value), after: '%' }
    if (form === 'money') {
      const size = Math.abs(value)
      const [scale, word] = size >= 999.5e6 ? [1e9, 'billion'] : size >= 1e6 ? [1e6, 'million'] : [1e3, 'thousand']
      return { before: 'Rs', number: digits(value / scale).replace('-', MINUS), after: size ? word : '' }
    }
    if (form === 'days') return { before: '', number: digits(value).replace('-', MINUS), after: 'days' }
    if (form === 'count') return { before: '', number: Math.round(value).toLocaleString('en-GB'), after: '' }
    const out_of = /1 to 5/.test(unit || '') ? 'of 5' : ''
    return { before: '', number: digits(value).replace('-', MINUS), after: out_of }
  }

  // `brief` is for the small print beside a number that says the unit in full.
  const value = (amount, form, unit, brief) => {
    const { before, number, after } = parts(amount, form, unit)
    if (brief && form === 'money') return `${number}${SPACE}${BRIEF[after] || ''}`
    return [before, number, after].filter(Boolean).join(SPACE)
  }

  const difference = (now, base, form, unit, brief) => {
    const gap = now - base
    if (Number.isNaN(gap)) return ''
    const sign = gap < 0 ? MINUS : '+'
    if (form === 'share') {
      const points = Math.abs(gap * 100)
      if (points < 0.05) return NONE
      return `${sign}${points < 9.95 ? points.toFixed(1) : points.toFixed(0)}${SPACE}points`
    }
    const size = value(Math.abs(gap), form, unit, brief)
    const none = form === 'money' ? Math.abs(gap) < 5e4 : Math.abs(gap) < 0.005
    return none ? NONE : `${sign}${size}`
  }

  // The value of a lever, in the words of its unit.
  const lever = (amount, item) => {
    if (amount === undefined || amount === null) return '–'
    if (item.choices && item.choices.length) {
      const choice = typeof amount === 'string' ? amount : item.choices[Math.round(amount)]
      return String(choice === undefined ? amount : choice).replace(/_/g, ' ')
    }
    if (item.percent) return `${percent(Number(amount))}${SPACE}%`
    const unit = item.unit && item.unit.length < 12 ? `${SPACE}${item.unit}` : ''
    return `${digits(Number(amount))}${unit}`
  }

  const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1)

  return { month, short, digits, percent, parts, value, difference, lever, sentence, NONE, SPACE }
})()
