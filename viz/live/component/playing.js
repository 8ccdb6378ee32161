// Time on the page: the month on screen, and playing, which never needs the server.
const SPEEDS = [2, 4, 8, 16, 32]
const TOLD_EVERY = 1000

const Playing = {
  data: () => ({ month: 0, playing: false, speed: 8, speeds: SPEEDS }),

  computed: {
    last_month() {
      const last = Math.max(0, (this.about.months || []).length - 1)
      return this.hiding ? Math.max(0, Math.min(last, this.first_hidden - 1)) : last
    },
    month_words() { return Words.month((this.about.months || [])[this.month]) },
  },

  watch: {
    'state.month'(month) {
      this.told_month = month
      if (!this.playing && !this.moving_month) this.show_month(month)
    },
    last_month(last) { if (this.month > last) this.show_month(last) },
    // Whoever looks at the end of one run looks at the end of the next, however long it is; and a month that
    // the run before did not have is shown once there is a run that has it.
    'about.key'(_, before) {
      if (before === undefined) this.show_month(this.state.month)
      else if (this.was_at_end && !this.hiding) this.go_to(this.last_month)
      else if (!this.playing && !this.moving_month) this.show_month(this.state.month)
    },
  },

  methods: {
    toggle_play() { this.playing ? this.pause() : this.play() },

    play() {
      if (this.playing) return
      if (this.month >= this.last_month) this.show_month(0)
      this.playing = true
      this.clock = { at: this.month, time: performance.now(), told: performance.now() }
      this.beat = requestAnimationFrame(this.tick)
    },

    pause() {
      if (!this.playing) return
      cancelAnimationFrame(this.beat)
      this.playing = false
      this.move_charts(this.month)
      this.tell_month()
    },

    // A page that was out of sight, or slow, goes on where it was instead of leaping.
    tick(now) {
      if (!this.playing) return
      const passed = Math.min(250, Math.max(0, now - this.clock.time))
      this.clock.time = now
      this.clock.at = Math.min(this.last_month, this.clock.at + passed / 1000 * this.speed)
      const month = Math.floor(this.clock.at)
      if (month !== this.month) this.month = month
      this.move_charts(this.clock.at)
      if (now - this.clock.told > TOLD_EVERY) { this.clock.told = now; this.tell_month() }
      if (this.clock.at >= this.last_month) this.pause()
      else this.beat = requestAnimationFrame(this.tick)
    },

    show_month(month) {
      // Of a run that is still to come no month is the last one yet.
      if (!(this.about.months || []).length) return
      const whole = Math.max(0, Math.min(this.last_month, Math.round(Number(month) || 0)))
      this.month = whole
      this.was_at_end = whole === this.last_month && !this.hiding
      if (this.clock) this.clock.at = whole
      this.move_charts(whole)
    },

    // The room's own move of the month: the server hears the newest one, not each on the way.
    go_to(month) {
      this.show_month(month)
      this.moving_month = true
      clearTimeout(this.month_timer)
      this.month_timer = setTimeout(() => { this.moving_month = false; this.tell_month() }, 150)
    },

    step(months) { this.pause(); this.go_to(this.month + months) },
    tell_month() { if (this.told_month !== this.month) { this.told_month = this.month; this.tell({ what: 'month', month: this.month }) } },
  },

  left() {
    cancelAnimationFrame(this.beat)
    clearTimeout(this.month_timer)
  },
}
