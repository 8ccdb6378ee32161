// Where charts stand on the page: what is drawn, how large, when again, and what a tap on one means.
const CHARTS = ['curve', 'offices', 'network', 'resistance', 'waterfall']
const SIZES = { curve: [1200, 620], offices: [1200, 800], network: [900, 900], resistance: [1000, 760], waterfall: [900, 760] }

const Painting = {
  data: () => ({ axis: { left: 60, right: 20 } }),

  computed: {
    colours() { return Charts.themes[this.theme] },
    colour_variables() {
      const names = ['paper', 'card', 'ink', 'muted', 'grid', 'hole', 'base', 'base_text', 'now', 'now_text', 'act', 'on_act', 'guess', 'guess_text', 'worse_text', 'better_text']
      const css = {}
      for (const name of names) css[`--${name.replace('_', '-')}`] = this.colours[name]
      for (const mode of ['paper', 'hybrid', 'digital']) css[`--mode-${mode}`] = this.colours.modes[mode]
      return css
    },
  },

  watch: {
    'shown.n'() { this.hold() },
    'shown.key'() { this.hold() },
    'about.key'() { this.paint_soon() },
    'band.seeds'() { this.paint_soon() },
    'band.n'() { if (this.band.n === this.shown.n) this.paint_soon() },
    'why.status'() { this.paint_soon() },
    'why.n'() { this.paint_soon() },
    tour_step() { this.paint_soon() },
    why_bars() { this.paint_soon() },
    // While a moved lever waits for its curve, what is drawn meanwhile would only make it wait longer.
    'state.n'() { if (!this.unanswered) this.paint_soon() },
    first_hidden() { this.paint_soon() },
    playing() { this.paint_soon() },
  },

  methods: {
    // The baseline comes once and is kept while the messages say that it is the same.
    hold() {
      const { n, key, current, baseline } = this.shown
      if (!n) return
      this.held = { n, key, current, baseline: baseline || this.held.baseline || current }
      this.held_count += 1
      this.paint_soon()
    },

    series_value(side, name, month) {
      const series = this.held[side] && this.held[side].series[name]
      return series ? series[Math.max(0, Math.min(series.length - 1, month))] : NaN
    },

    chart_data() {
      return { about: this.about, band: this.band, state: this.state, acts: this.acts, panel: this.panel,
        // Parts that are known already are drawn while the mechanisms are still being taken out.
        why: this.why_bars ? Object.assign({}, this.why, { status: 'done' }) : this.why,
        shown: { n: this.shown.n, current: this.held.current, baseline: this.held.baseline, said: this.shown.said || {},
          in_force: this.shown.in_force, marks: this.scenario_marks } }
    },

    chart_view(box) {
      const style = getComputedStyle(box)
      return { width: Math.floor(box.clientWidth), height: Math.floor(box.clientHeight), font: parseFloat(style.fontSize),
        theme: this.colours, month: this.clock && this.playing ? this.clock.at : this.month, months: this.about.months,
        measure: this.measure ? this.measure.name : 'verified_use', hidden_from: this.state.hidden_from,
        revealed: this.state.revealed, rests_at: this.state.rests_at, veil: this.playing || this.veil_at !== null ? 1 : 0, guess: this.guess,
        guess_month: this.guessing ? this.asked_month : null, selected: this.selected_office, sort: this.order,
        difference: this.heat_shows === 'difference', acts: this.acts, marks: this.scenario_marks, words: this.chart_words() }
    },

    // In the story the line is the room's only once the room has acted itself.
    chart_words() {
      return this.tour_step && !this.tour_differs ? { current: 'The story' } : {}
    },

    paint_soon() {
      if (this.paint_asked) return
      this.paint_asked = true
      const paint = () => { if (this.paint_asked) { this.paint_asked = false; clearTimeout(this.paint_timer); this.paint() } }
      // A page out of sight gets no frames, yet the server waits for its answer.
      this.paint_timer = setTimeout(paint, document.hidden ? 0 : 200)
      this.$nextTick(() => requestAnimationFrame(paint))
    },

    paint() {
      if (!this.ready || !this.held.current || this.about.key !== this.held.key) return
      // On paper stands what was on the screen, as wide as the sheet.
      if (window.matchMedia('print').matches) return
      const data = this.chart_data()
      for (const name of CHARTS) {
        const box = this.$refs[name]
        if (!box || !box.clientWidth || !box.clientHeight || typeof Charts[name] !== 'function') continue
        const view = this.chart_view(box)
        box.innerHTML = Charts[name](data, view)
        box.view = view
        if (name === 'curve') {
          const { left, right } = Charts.frame(view)
          this.axis = { left, right: view.width - right }
        }
      }
      this.charts_drawn = data
      if (this.drawn_n !== this.shown.n) { this.drawn_n = this.shown.n; this.tell({ what: 'drawn', n: this.shown.n }) }
    },

    move_charts(month) {
      if (!this.charts_drawn) return
      for (const name of CHARTS) {
        const box = this.$refs[name]
        if (!box || !box.view || !box.firstChild) continue
        Charts.move(box, month, this.playing || this.veil_at !== null ? Object.assign(box.view, { veil: 1 }) : box.view, this.charts_drawn)
      }
    },

    place_in(event, box) {
      const edges = box.getBoundingClientRect()
      return { x: event.clientX - edges.left, y: event.clientY - edges.top }
    },

    // A tap on an act edits it, on a mark tells it, on an office opens it; elsewhere it moves the month or draws.
    press(event, name) {
      if (event.button) return
      const box = this.$refs[name]
      const aim = event.target.closest('[data-act], [data-mark], [data-office]')
      this.pressed = { name, x: event.clientX, y: event.clientY, aim, moved: false }
      if (name === 'curve' && this.guessing && !(aim && aim.dataset.act)) {
        event.preventDefault()
        box.focus()
        this.drawing_guess = true
        this.pen = null
        this.capture(box, event)
        this.draw_at(event, box)
      } else if (name === 'curve' && !aim) {
        // A finger that comes down may be about to scroll the page: it moves the month only along the axis.
        if (event.pointerType === 'touch') return
        this.capture(box, event)
        this.month_to(event, box)
      }
    },
    month_to(event, box) {
      this.pause()
      this.go_to(Charts.month_at(this.place_in(event, box).x, box.view))
    },
    capture(box, event) {
      try { box.setPointerCapture(event.pointerId) } catch (gone) { /* the pointer has left already */ }
    },
    draw_at(event, box) {
      const { x, y } = this.place_in(event, box)
      this.draw_guess(Charts.month_at(x, box.view), Charts.value_at(y, box.view, this.charts_drawn))
    },
    drag(event, name) {
      if (!this.pressed || this.pressed.name !== name) return
      if (Math.abs(event.clientX - this.pressed.x) + Math.abs(event.clientY - this.pressed.y) > 6) this.pressed.moved = true
      const box = this.$refs[name]
      if (this.drawing_guess) this.draw_at(event, box)
      else if (name === 'curve' && !this.pressed.aim && (this.pressed.moved || event.pointerType !== 'touch')) this.month_to(event, box)
    },
    release(event, name) {
      const pressed = this.pressed
      this.pressed = null
      if (!pressed || pressed.name !== name) return
      if (this.drawing_guess) { this.drawing_guess = false; this.send_guess(); return }
      if (!pressed.aim && !pressed.moved && name === 'curve') this.month_to(event, this.$refs.curve)
      if (!pressed.aim || pressed.moved) return
      const { act, mark, office } = pressed.aim.dataset
      if (act !== undefined) this.edit_act(act)
      else if (mark !== undefined) this.tell_mark(mark)
      else if (office !== undefined) this.show_office(office)
    },
    drop() {
      this.pressed = null
      if (this.drawing_guess) { this.drawing_guess = false; this.send_guess() }
    },

    tell_mark(index) {
      const mark = this.scenario_marks[Number(index)]
      if (mark) this.note(`${Words.month(this.about.months[mark.month])}: ${mark.text || mark.label}`)
    },

    // A chart to take home is drawn anew, at one size whatever the screen, with its title and source.
    async save_chart(name, form) {
      const { scenario, baseline } = this.about
      const [width, height] = SIZES[name]
      const against = this.same_scenario ? '' : ` against ${baseline.title}`
      const title = name === 'curve' ? (this.guess_told || this.headline) : `${this.chart_names.find((each) => each.name === name).title}, ${this.month_words}`
      const view = Object.assign(this.chart_view(this.$refs.curve), { width, height, font: 20, veil: 0, title,
        source: `redtape: ${scenario.title}${against}; seed ${this.state.seed}` })
      const text = Charts.svg_file(Charts[name](this.chart_data(), view), view)
      const file = `redtape-${this.state.scenario}-${name}`
      const blob = form === 'svg' ? new Blob([text], { type: 'image/svg+xml' }) : await Charts.png_blob(text, 2)
      this.save(blob, `${file}.${form}`)
    },
  },

  begun() { this.held = {}; this.drawn_n = null; this.hold() },
  shown() {
    this.observer = new ResizeObserver(() => this.paint_soon())
    this.observer.observe(this.$refs.root)
    if (document.fonts) document.fonts.ready.then(() => this.paint_soon())
    this.paint_soon()
  },
  updated() {
    // Boxes come and go with tabs; each is watched for its size once.
    for (const name of CHARTS) {
      const box = this.$refs[name]
      if (box && !box.watched) { box.watched = true; this.observer.observe(box) }
    }
  },
  left() { if (this.observer) this.observer.disconnect(); clearTimeout(this.paint_timer) },
}
