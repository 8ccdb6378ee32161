// The component: its parts joined, and what several of them need.
const ROOMS = [Playing, Levers, Acts, Predicting, Story, Offices, Painting, Dialogs, Keys, Keeping]
const joined = (kind) => Object.assign({}, ...ROOMS.map((room) => room[kind] || {}))
const each_room = (hook, page) => { for (const room of ROOMS) if (room[hook]) room[hook].call(page) }

// Two rooms may watch the same thing: both are told.
const watchers = () => {
  const all = {}
  for (const room of ROOMS) {
    for (const [name, handler] of Object.entries(room.watch || {})) {
      const before = all[name]
      all[name] = before ? function (...values) { before.apply(this, values); handler.apply(this, values) } : handler
    }
  }
  return all
}

const NUMBERS = ['verified_use', 'reported_use', 'cumulative_cost', 'trust']
const CHART_NAMES = [
  { name: 'curve', title: 'Curve' }, { name: 'offices', title: 'Offices' }, { name: 'network', title: 'Network' },
  { name: 'resistance', title: 'Resistance' }, { name: 'waterfall', title: 'Why' },
]
const TABS = [
  { name: 'network', title: 'Network' }, { name: 'resistance', title: 'Resistance' },
  { name: 'why', title: 'Why' }, { name: 'log', title: 'Log' },
]
const ICONS = {
  play: 'M7 4l13 8-13 8z', pause: 'M6 4h4v16H6zM14 4h4v16h-4z', first: 'M5 5h3v14H5zM20 5v14L9 12z',
  back: 'M17 5v14L6 12z', on: 'M7 5l11 7-11 7z', undo: 'M9 5L3 10l6 5v-3.5h5a3.5 3.5 0 010 7H8V21h6a6 6 0 000-12.500H9z',
  redo: 'M15 5l6 5-6 5v-3.500h-5a3.500 3.500 0 000 7h6V21h-6a6 6 0 010-12.500h5z',
  reset: 'M12 4a8 8 0 11-7.700 5.800l2.400.7A5.500 5.500 0 1012 6.500V10L6.500 5.200 12 .5z',
  close: 'M5 6.400L6.400 5 12 10.600 17.600 5 19 6.400 13.400 12l5.600 5.600-1.400 1.400-5.600-5.600L6.400 19 5 17.600 10.600 12z',
  settings: 'M3 6h9v2H3zM18 6h3v2h-3zM13 3.500h4v7h-4zM3 16h3v2H3zM12 16h9v2h-9zM7 13.500h4v7H7z',
  light: 'M12 3a9 9 0 109 9c0-.6-.1-1.100-.2-1.600A6 6 0 0113.600 3.200 9 9 0 0012 3z',
  dark: 'M12 7a5 5 0 100 10 5 5 0 000-10zM11 1h2v4h-2zM11 19h2v4h-2zM1 11h4v2H1zM19 11h4v2h-4zM4 5.400L5.400 4l2.800 2.800-1.400 1.400zM15.800 17.200l1.400-1.400L20 18.600 18.600 20zM4 18.600l2.800-2.800 1.400 1.400L5.400 20zM15.800 6.800L18.600 4 20 5.400l-2.800 2.800z',
  projector: 'M2 6h20v12H2zM4 8v8h16V8zM8 20h8v2H8z', add: 'M11 4h2v7h7v2h-7v7h-2v-7H4v-2h7z',
}

module.exports = {
  data: () => Object.assign({ held_count: 0, icons: ICONS, tabs: TABS, chart_names: CHART_NAMES, still: false }, ...ROOMS.map((room) => (room.data ? room.data() : {}))),

  computed: Object.assign({
    ready() { return Boolean(this.about.months && this.shown.n && this.state.n !== undefined && this.held_count) },
    measures() { return this.about.measures || [] },
    measure() {
      const [first] = this.measures
      return this.measures.find((each) => each.name === this.state.measure) || first || null
    },
    same_scenario() { return this.state.scenario === this.state.baseline && !this.acts.length },
    numbers() {
      if (!this.ready || !this.held_count) return []
      const chosen = this.measure && NUMBERS.includes(this.measure.name) ? NUMBERS
        : [this.measure.name, ...NUMBERS.slice(0, 3)]
      return chosen.map((name) => this.measures.find((each) => each.name === name)).filter(Boolean).map((measure) => {
        const { name, form, unit, label, definition } = measure
        const now = this.series_value('current', name, this.month)
        const base = this.series_value('baseline', name, this.month)
        const gap = Words.difference(now, base, form, unit)
        return { name, label, definition, parts: Words.parts(now, form, unit), said: Words.value(now, form, unit),
          base: Words.value(base, form, unit, true), gap: Words.difference(now, base, form, unit, true), same: gap === Words.NONE, rises: now > base,
          chosen: this.measure && this.measure.name === name }
      })
    },
    // The one sentence above the curve: what the room should take from it.
    headline() {
      const { measure } = this
      if (!measure || !this.held_count) return ''
      const last = this.about.months.length - 1
      if (this.guessing) {
        const end = this.tour_step && this.tour_step.predict ? this.tour_step.predict.month : last
        return `${measure.label} until ${Words.month(this.about.months[end])}: what will happen?`
      }
      // Nothing has happened yet in the first month: there the end is told.
      const month = this.month === 0 && !this.playing ? this.last_month : this.month
      const now = this.series_value('current', measure.name, month)
      const base = this.series_value('baseline', measure.name, month)
      const gap = Words.difference(now, base, measure.form, measure.unit)
      const here = `${measure.label} in ${Words.month(this.about.months[month])}: ${Words.value(now, measure.form, measure.unit)}`
      if (this.same_scenario) return here
      if (gap === Words.NONE) return `${here}, as in the baseline`
      return `${here}, ${gap.replace(/^[+\u2212]/, '')} ${now > base ? 'above' : 'below'} the baseline`
    },
    status_words() {
      if (this.state.busy) return this.state.busy
      const { sketch, full } = this.about.posts || {}
      const posts = this.shown.full || sketch === full
        ? `${(this.shown.posts || full || 0).toLocaleString('en-GB')} posts` : `sketch: ${(this.shown.posts || sketch || 0).toLocaleString('en-GB')} posts`
      const size = this.shown.full && sketch < full ? ` of ${sketch.toLocaleString('en-GB')}` : ''
      const kind = this.band.drawn_from ? 'draws' : 'runs'
      const seeds = this.band.n === this.shown.n && this.band.seeds ? `band: ${this.band.seeds} ${kind}${size}` : ''
      return [posts, seeds].filter(Boolean).join(' · ')
    },
    // Spoken when the month stands still, never at each month of a run that plays.
    spoken() {
      if (!this.ready || this.playing) return ''
      return `${this.month_words}. ${this.numbers.map((each) => `${each.label} ${each.said}, baseline ${each.base}`).join('. ')}.`
    },
    // Before the colon; where the two are the same there, what comes after it.
    titles() {
      const { scenario, baseline } = this.about
      const [one, other] = [scenario, baseline].map((each) => each.title.split(':')[0])
      if (one !== other || scenario.name === baseline.name) return [one, other]
      const [mine, its] = [scenario, baseline].map((each) => each.title.slice(one.length + 1).trim() || one)
      return [Words.sentence(mine), its]
    },
  }, joined('computed')),

  watch: watchers(),

  methods: Object.assign({
    month_option(index) { return Words.month(this.about.months[index]) },
    short_month(index) { return Words.short(this.about.months[index]) },
    lever_words(value, item) { return Words.lever(value, item) },
    choose_measure(name) { if (!this.guessing) this.tell({ what: 'measure', name }) },
  }, joined('methods')),

  created() {
    const asked = window.matchMedia('(prefers-reduced-motion: reduce)')
    this.still = asked.matches
    each_room('begun', this)
    if (this.state.month) this.month = this.state.month
  },
  mounted() { each_room('shown', this) },
  updated() { each_room('updated', this) },
  beforeDestroy() { each_room('left', this) },
  beforeUnmount() { each_room('left', this) },
}
