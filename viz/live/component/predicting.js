// Predict first: the future is hidden, the room draws its guess, the future is revealed, the guess stays.
const YEAR = 12
const REVEAL_TAKES = 1600

const Predicting = {
  data: () => ({ drawn_guess: null, guess_month: null, veil_at: null }),

  computed: {
    // The first month that the room may not see; null where it may see all. A reveal may rest before the end.
    first_hidden() {
      const { hidden_from: from, revealed, rests_at: rest } = this.state
      if (from === null || from === undefined) return null
      if (!revealed) return from
      return rest === null || rest === undefined || rest >= this.guess_end ? null : rest + 1
    },
    hiding() { return this.first_hidden !== null },
    guessing() { return this.hiding && Boolean(this.state.guessing) },
    guess() { return this.drawn_guess || this.state.guess || [] },
    guess_end() { return (this.about.months || []).length - 1 },
    // The first month asked about is the one that a typed number means: a year on, or the story's own.
    asked_month() {
      const step = this.tour_step
      const own = step && step.predict ? step.predict.month : null
      return this.guess_month !== null ? this.guess_month : own !== null ? own : this.guess_end
    },
    asked_value() { return this.guess_at(this.asked_month) },
    guess_told() {
      if (!this.state.revealed || !this.guess.length || !this.held_count || !this.measure) return ''
      const month = Math.min(this.guess[this.guess.length - 1][0], this.last_month)
      const guessed = this.guess_at(month)
      const came = this.series_value('current', this.measure.name, month)
      const { form, unit } = this.measure
      const gap = Words.difference(came, guessed, form, unit).replace(/^[+\u2212]/, '')
      const side = gap === Words.NONE ? 'as guessed' : `${gap} ${came > guessed ? 'above' : 'below'}`
      return `The room guessed ${Words.value(guessed, form, unit)} for ${Words.month(this.about.months[month])}; `
        + `it comes to ${Words.value(came, form, unit)}, ${side}`
    },
    // Where a measure has no upper bound, nothing that is still hidden may set one.
    guess_scale() {
      const { form, unit } = this.measure || {}
      if (form === 'share') return { low: 0, high: 1, step: 0.01, shown: 100, unit: '%' }
      const scale = /^(\d+) to (\d+)$/.exec(unit || '')
      if (scale) return { low: Number(scale[1]), high: Number(scale[2]), step: (scale[2] - scale[1]) / 100, shown: 1, unit: '' }
      const known = this.held_count && this.first_hidden !== null
        ? ['current', 'baseline'].flatMap((side) => this.held[side].series[this.measure.name].slice(0, this.first_hidden)) : []
      const money = form === 'money'
      const most = Math.max(0, ...known) || (money ? 1e6 : 1)
      return { low: 0, high: most * 1e4, step: most / 50, shown: money ? 1e-6 : 1, unit: money ? 'Rs million' : unit }
    },
  },

  watch: {
    'state.guess'() { if (!this.drawing_guess) this.drawn_guess = null },
    // What a page finds revealed as it opens is shown at once, at the month it was left at.
    first_hidden(now, before) {
      if (this.state.revealed && before !== null && (now === null || now > before)) this.reveal_slowly(before - 1)
      else { cancelAnimationFrame(this.veil_beat); this.veil_at = null }
    },
    'state.hidden_from'() { this.guess_month = null },
    guessing(guessing) {
      if (!guessing && document.activeElement === this.$refs.curve) this.$refs.root.focus({ preventScroll: true })
    },
  },

  methods: {
    // From the month on screen; at the very end there is no future left, so half of it is hidden.
    predict() {
      this.pause()
      const from = this.month >= this.guess_end - 1 ? Math.floor(this.guess_end / 2) : this.month + 1
      this.tell({ what: 'predict', month: from, measure: this.measure.name })
    },
    toggle_predict() { this.hiding ? this.reveal() : this.predict() },

    // The story reveals what it asked first; after that, all.
    reveal() {
      if (!this.hiding) return
      this.tell({ what: this.tour_waits ? 'tour_reveal' : 'reveal' })
    },

    reveal_slowly(last_seen) {
      cancelAnimationFrame(this.veil_beat)
      const from = Math.max(0, last_seen)
      const end = this.last_month
      if (this.still || document.hidden) { this.veil_at = null; this.show_month(end); this.tell_month(); return }
      const started = performance.now()
      this.veil_at = from
      const lift = (now) => {
        const share = Math.min(1, (now - started) / REVEAL_TAKES)
        this.veil_at = share < 1 ? from + (end - from) * share : null
        this.month = Math.floor(from + (end - from) * share)
        this.move_charts(from + (end - from) * share)
        if (share < 1) this.veil_beat = requestAnimationFrame(lift)
        else { this.tell_month(); this.paint_soon() }
      }
      this.veil_beat = requestAnimationFrame(lift)
    },

    // The last month that the room may see, and what it sees there: where every guess begins.
    guess_start() {
      const from = Math.max(0, (this.state.hidden_from || 0) - 1)
      return [from, this.series_value('current', this.measure.name, from)]
    },

    guess_at(month) {
      if (!this.measure || !this.held_count) return 0
      const points = [this.guess_start(), ...this.guess]
      for (let i = 1; i < points.length; i++) {
        const [to, value] = points[i]
        const [from, before] = points[i - 1]
        if (month <= to) return before + (value - before) * Math.max(0, month - from) / ((to - from) || 1)
      }
      return points[points.length - 1][1]
    },

    // One point of the guess; those drawn before it keep their places.
    set_guess(month, value) {
      const whole = Math.max(this.state.hidden_from, Math.min(this.guess_end, Math.round(month)))
      const { low, high } = this.guess_scale
      const points = this.guess.filter(([each]) => each !== whole)
      points.push([whole, Math.max(low, Math.min(high, value))])
      this.drawn_guess = points.sort((one, other) => one[0] - other[0])
      this.paint_soon()
    },

    // A drawn line: everything between the last point and this one follows the pointer.
    draw_guess(month, value) {
      const to = Math.max(this.state.hidden_from, Math.min(this.guess_end, Math.round(month)))
      const last = this.pen === null || this.pen === undefined ? to : this.pen
      const [left, right] = last < to ? [last, to] : [to, last]
      this.drawn_guess = this.guess.filter(([each]) => each <= left || each >= right)
      this.pen = to
      this.set_guess(to, value)
    },

    send_guess() {
      this.pen = null
      if (this.drawn_guess) this.tell({ what: 'guess', points: this.drawn_guess.map(([month, value]) => [month, Number(value.toPrecision(4))]) })
    },

    type_guess(text) {
      if (text === '' || Number.isNaN(Number(text))) return
      const { low, high, shown, unit } = this.guess_scale
      const value = Number(text) / shown
      if (value < low || value > high) this.note(`A guess lies between ${low * shown} and ${(high * shown).toLocaleString('en-GB')}${unit ? ` ${unit}` : ''}: ${text} was moved there.`)
      this.set_guess(this.asked_month, value)
      this.send_guess()
    },

    // On the chart itself: up and down move the guess, left and right the month it is for.
    guess_key(event) {
      const { step } = this.guess_scale
      const rise = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key]
      const stride = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
      if (rise) this.set_guess(this.asked_month, this.asked_value + rise * step)
      else if (stride) {
        this.guess_month = Math.max(this.state.hidden_from, Math.min(this.guess_end, this.asked_month + stride * (event.shiftKey ? YEAR : 3)))
        this.paint_soon()
        return true
      } else return false
      clearTimeout(this.guess_timer)
      this.guess_timer = setTimeout(this.send_guess, 300)
      return true
    },

    forget_guess() { this.drawn_guess = null; this.tell({ what: 'forget' }) },
    clear_guess() { this.drawn_guess = []; this.tell({ what: 'guess', points: [] }); this.paint_soon() },
  },

  left() {
    cancelAnimationFrame(this.veil_beat)
    clearTimeout(this.guess_timer)
  },
}
