// Levers: a move is shown at once under the finger; at most one unanswered move is on its way to the server.
const ANSWER_WITHIN = 1500
const QUICK = [['mandate', 'Order'], ['law', 'Law'], ['ban', 'Ban']]

const Levers = {
  data: () => ({ since: 'start', dragged: {}, open_groups: {} }),

  computed: {
    // What moves most stands as near as the levers, and opens the form of its own.
    quick_acts() {
      return QUICK.map(([kind, label]) => ({ kind, label, found: (this.panel.kinds || []).find((each) => each.kind === kind) }))
        .filter((each) => each.found).map(({ kind, label, found }) => ({ kind, label, meaning: found.meaning }))
    },
    acts_too_late() { return this.since === 'month' && this.month === (this.about.months || []).length - 1 },
    acting_month() { return this.since === 'start' ? 0 : this.month },
    levers() {
      const all = {}
      for (const group of this.panel.groups || []) for (const item of group.items) all[item.name] = item
      return all
    },
    cost_words() {
      const series = this.held_count && this.held.current && this.held.current.series
      if (!series || !series.cumulative_levers) return null
      const last = series.cumulative_levers.length - 1
      const base = this.held.baseline.series.cumulative_levers
      const now = series.cumulative_levers
      const whole = now[last]
      const purse = this.state.purse
      const scale = Math.max(purse || 0, whole, base[last]) || 1
      return {
        so_far: Words.value(now[this.month], 'money'), whole: Words.value(whole, 'money'),
        base: Words.value(base[last], 'money'), purse: purse ? Words.value(purse, 'money') : '',
        over: Boolean(purse) && whole > purse,
        left: purse ? Words.value(Math.abs(purse - whole), 'money') : '',
        spent_width: 100 * now[this.month] / scale, whole_width: 100 * whole / scale,
        base_at: 100 * base[last] / scale, purse_at: purse ? 100 * purse / scale : null,
      }
    },
  },

  watch: {
    'shown.n'() { this.answered() },
    'fault.id'() { this.answered() },
    month() { if (!this.playing) this.grip = null },
  },

  methods: {
    in_force(steps, month) {
      let value
      for (const [from, amount] of steps || []) if (from <= month) value = amount
      return value
    },

    lever_value(item) {
      if (this.dragged[item.name] !== undefined) return this.dragged[item.name]
      const value = this.in_force((this.shown.in_force || {})[item.name], this.acting_month)
      return this.as_number(value === undefined ? item.default : value, item)
    },

    lever_base(item) {
      const side = this.held_count && this.held.baseline
      const value = this.in_force(side && (side.in_force || {})[item.name], this.acting_month)
      return this.as_number(value === undefined ? item.default : value, item)
    },

    // What holds at the month on screen, told only where it is not what the slider shows.
    lever_now(item) {
      if (this.since !== 'start' || this.dragged[item.name] !== undefined) return ''
      const now = this.as_number(this.in_force((this.shown.in_force || {})[item.name], this.month), item)
      if (Number.isNaN(now) || Math.abs(now - this.lever_value(item)) < 1e-9) return ''
      return `${Words.lever(now, item)} in ${Words.short(this.about.months[this.month])}`
    },

    as_number(value, item) {
      if (typeof value === 'string') return Math.max(0, item.choices.indexOf(value))
      return Number(value)
    },

    lever_share(value, item) {
      return Math.max(0, Math.min(1, (value - item.low) / ((item.high - item.low) || 1)))
    },

    // Pointers and arrow keys give the same two moves: under way, and done.
    move_lever(item, value, done) {
      const number = Number(value)
      // A move keeps the month in which it began, though the run plays on under it.
      if (!this.grip || this.grip.name !== item.name) this.grip = { name: item.name, month: this.acting_month }
      const { month } = this.grip
      if (done) this.grip = null
      this.$set(this.dragged, item.name, number)
      const sent = item.choices && item.choices.length ? item.choices[number] : number
      this.moves = this.moves.filter((move) => move.name !== item.name)
      this.moves.push({ what: 'lever', name: item.name, value: sent, month, done })
      if (!this.unanswered) this.send_move()
    },

    send_move() {
      const move = this.moves.shift()
      if (!move) return
      this.unanswered = move
      clearTimeout(this.answer_timer)
      this.answer_timer = setTimeout(this.answered, ANSWER_WITHIN)
      this.tell(move)
    },

    answered() {
      clearTimeout(this.answer_timer)
      const last = this.unanswered
      this.unanswered = null
      this.paint_soon()
      if (last && last.done && !this.moves.some((move) => move.name === last.name)) this.$delete(this.dragged, last.name)
      this.send_move()
    },

    group_open(index) {
      const chosen = this.open_groups[index]
      return chosen === undefined ? index === 0 : chosen
    },
    toggle_group(index) { this.$set(this.open_groups, index, !this.group_open(index)) },

    set_purse(text) {
      const billions = Number(text)
      this.tell({ what: 'purse', value: text === '' || !(billions > 0) ? null : billions * 1e9 })
    },
  },

  begun() { this.moves = [] },

  left() { clearTimeout(this.answer_timer) },
}
